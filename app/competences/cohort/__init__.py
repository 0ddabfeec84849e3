"""The competences of many people at once: the map of a group, and its export."""
