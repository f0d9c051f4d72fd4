"""What the rights room works out."""
