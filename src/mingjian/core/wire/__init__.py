"""What passes between nodes, as values: names first."""
