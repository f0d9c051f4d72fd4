"""What is done to experiments: one act a file."""
