"""What people become: the closing interview, and news of them three, six and twelve months later."""
