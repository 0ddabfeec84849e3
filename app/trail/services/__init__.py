"""Searching the trail, reading what is about oneself, and pointing out what is unusual."""
