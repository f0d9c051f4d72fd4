"""What stands before the steps of a panel, and what they do besides."""
