"""Improvement actions: where they come from, who answers for them, what they have changed."""
