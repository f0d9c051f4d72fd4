"""What only questions know: which values are compared, written alike at every node."""
