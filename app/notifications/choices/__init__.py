"""What each person chooses to be told, how and when; what the organisation decides for all."""
