"""Every statement of the room, by story: one path, a year, participants, reports, areas."""
