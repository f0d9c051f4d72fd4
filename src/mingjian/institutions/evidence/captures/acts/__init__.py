"""What is done with captures, one file an act."""
