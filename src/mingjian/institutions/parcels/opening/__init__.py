"""The way by which an inquiry is opened."""
