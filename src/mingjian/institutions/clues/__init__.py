"""Clues: intake from every source, dispatch, checking, hand-over."""
