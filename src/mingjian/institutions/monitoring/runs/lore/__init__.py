"""What only runs know."""
