"""What only rules know."""
