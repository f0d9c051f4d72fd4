"""What only the import of lists knows."""
