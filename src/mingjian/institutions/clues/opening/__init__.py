"""The ways by which a clue is opened: by hand, from findings, from a file."""
