"""What steps of a special action do besides being recorded."""
