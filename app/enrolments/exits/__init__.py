"""How a path ends: the list of what people become, and each exit with its corrections."""
