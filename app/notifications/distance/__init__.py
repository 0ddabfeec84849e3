"""Work at a distance, followed and proved: what was done, what was said about it, who was reminded (D6313-3-1)."""
