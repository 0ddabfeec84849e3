"""Surveys sent to people: at the end, months after, on an activity, to those around."""
