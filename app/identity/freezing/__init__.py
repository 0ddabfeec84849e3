"""Data that may be kept and no longer used (article 18): who is frozen, asked in one place by whoever uses data."""
