"""Competences in a person's copy."""
