"""What people do here: close a path, ask for news, say them, count those nobody could reach."""
