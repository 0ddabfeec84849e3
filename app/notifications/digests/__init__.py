"""News gathered in one e-mail by day or by week, for whoever chose so."""
