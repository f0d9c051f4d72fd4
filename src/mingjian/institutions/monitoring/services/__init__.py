"""What monitoring knows that no other does."""
