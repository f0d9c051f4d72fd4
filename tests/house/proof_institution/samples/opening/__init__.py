"""The way by which a sample is opened."""
