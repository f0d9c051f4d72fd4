"""What steps of a sample do besides being recorded."""
