"""What the team does for somebody and how it went; what it asks not to hear of until a day."""
