"""Incidents (*aléas*): what did not go as planned, and how it was solved."""
