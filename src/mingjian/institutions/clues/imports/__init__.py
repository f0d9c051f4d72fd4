"""Clues that come in by a file."""
