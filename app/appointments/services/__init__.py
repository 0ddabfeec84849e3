"""What people do with appointments: book one or a series, move or cancel, say how it went, note what was said."""
