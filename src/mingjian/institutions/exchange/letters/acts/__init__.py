"""What is done to letters: one act a file."""
