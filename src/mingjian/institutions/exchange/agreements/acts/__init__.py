"""What is done to agreements: one act a file."""
