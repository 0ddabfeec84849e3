"""Handing people to a colleague for good, or for some days."""
