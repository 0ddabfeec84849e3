"""Breaches of personal data: their register, their 72 hours, and whom to tell."""
