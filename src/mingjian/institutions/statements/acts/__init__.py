"""What is done to the statements of a matter."""
