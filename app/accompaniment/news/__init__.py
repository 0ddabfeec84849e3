"""« Nouvelles à prendre »: calling those who left, when the messages have brought no answer."""
