"""The one engine: what each figure means, by date, and the rows that make it."""
