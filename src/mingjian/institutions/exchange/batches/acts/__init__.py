"""What is done to many clues: one act a file."""
