"""What only findings know."""
