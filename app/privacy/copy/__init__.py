"""A person's copy of all that is held about them: chapters, which hold tables, each said in words."""
