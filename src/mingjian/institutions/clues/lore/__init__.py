"""What clues alone know."""
