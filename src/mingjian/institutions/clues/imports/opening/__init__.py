"""The way by which a file of clues comes in."""
