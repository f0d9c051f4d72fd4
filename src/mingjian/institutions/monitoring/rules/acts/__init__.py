"""What an officer does to a rule."""
