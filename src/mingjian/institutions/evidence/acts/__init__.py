"""What is done to kits, one file an act."""
