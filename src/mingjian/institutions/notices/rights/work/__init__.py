"""What the rights register works out."""
