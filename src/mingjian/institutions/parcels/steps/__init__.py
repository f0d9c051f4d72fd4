"""What steps of an inquiry do besides being recorded."""
