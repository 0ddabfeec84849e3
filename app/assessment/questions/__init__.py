"""Questions: how they are written (GIFT), kept, asked and graded. Pure: no database, no web."""
