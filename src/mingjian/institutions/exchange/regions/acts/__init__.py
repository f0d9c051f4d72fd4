"""What is done to tasks between nodes: one act a file."""
