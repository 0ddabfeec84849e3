"""Groups of learners: who is in which, and since when."""
