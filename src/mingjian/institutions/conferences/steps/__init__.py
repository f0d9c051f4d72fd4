"""What steps of a consultation do besides being recorded."""
