"""Complaints (*réclamations*): from anybody, acknowledged, answered, closed."""
