"""Files on their way: in pieces over a bad line (tus), or whole in a form. Each becomes a file when it is claimed."""
