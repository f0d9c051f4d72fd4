"""What is done with a buyer's kit, one file an act."""
