"""What people do with the directory: partners, their words, places, testimonies, a file of partners."""
