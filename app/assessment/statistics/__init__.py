"""How activities and questions did, for those who can change them."""
