"""Choices (*choix*): one option or several, some with a limited number of places."""
