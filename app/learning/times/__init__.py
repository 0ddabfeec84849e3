"""The time that people say they really spent on what they do at a distance, in their own time."""
