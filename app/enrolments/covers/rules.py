"""How long somebody may be covered."""

LONGEST = 366  # days
FARTHEST = 366  # days ahead
