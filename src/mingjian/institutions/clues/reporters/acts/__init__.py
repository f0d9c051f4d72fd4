"""What is done for reporters, one file an act."""
