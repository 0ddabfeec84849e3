"""A colleague stands in for an adviser from one day to another: a holiday, an illness. It ends by itself."""
