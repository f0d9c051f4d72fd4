"""What only retention knows."""
