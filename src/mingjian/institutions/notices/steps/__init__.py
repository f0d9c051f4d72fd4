"""What steps of a notice do besides being recorded."""
