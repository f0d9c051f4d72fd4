"""What steps of reviews do besides being recorded."""
