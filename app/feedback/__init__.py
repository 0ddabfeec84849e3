"""Voices: what people say of what they live here, and what is done about it."""
