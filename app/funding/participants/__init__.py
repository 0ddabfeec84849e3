"""Participant records for the European Social Fund: asked only when a funder of the path needs them."""
