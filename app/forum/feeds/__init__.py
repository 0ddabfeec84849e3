"""The forum in a feed reader, by an address of one's own."""
