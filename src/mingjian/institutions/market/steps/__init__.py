"""What an officer does with records."""
