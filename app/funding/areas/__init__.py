"""Counts for a territory: unique persons and participations, small numbers hidden."""
