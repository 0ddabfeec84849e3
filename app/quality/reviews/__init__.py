"""What the team makes of a year of a course: keep, change or stop."""
