"""Levels given to competences, at each stage, by each voice."""
