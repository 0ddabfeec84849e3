"""Finding again what was said: words without accents and without endings, the same on both databases."""
