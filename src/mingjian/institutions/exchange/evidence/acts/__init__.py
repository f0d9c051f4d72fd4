"""What is done to files between nodes: one act a file."""
