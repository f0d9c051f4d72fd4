"""What only the pages of law know."""
