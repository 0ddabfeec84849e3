"""Taking one's bearings: at the entry, at the middle, at the exit."""
