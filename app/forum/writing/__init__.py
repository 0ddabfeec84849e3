"""What a post carries beside its words: the people it names, the files it brings."""
