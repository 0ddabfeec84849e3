"""Business owners who answer on the forum, introduced by name and trade."""
