"""What only matters know."""
