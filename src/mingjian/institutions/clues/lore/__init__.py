"""What only clues know."""
