"""Reports by readers, and what moderators make of them."""
