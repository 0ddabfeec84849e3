"""Whose time is taken when, whatever by."""
