"""What takes long: many notices out of one file."""
