"""What each funder is told of the paths it pays for: entries, interruptions, exits, hours followed (L6353-10)."""
