"""The node itself: whether it is well, what it tells of itself, how it is kept and brought back."""
