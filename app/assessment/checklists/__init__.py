"""Checklists (*listes à cocher*): points that a person ticks one by one."""
