"""What steps of a case do besides being recorded."""
