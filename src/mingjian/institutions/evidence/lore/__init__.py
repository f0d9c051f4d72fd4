"""What only evidence knows."""
