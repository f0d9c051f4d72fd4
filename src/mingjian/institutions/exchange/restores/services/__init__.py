"""What is done when a node was brought back."""
