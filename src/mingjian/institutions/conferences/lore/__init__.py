"""What only conferences know."""
