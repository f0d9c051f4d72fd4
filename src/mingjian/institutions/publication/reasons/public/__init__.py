"""The door at which anybody reads statements of reasons."""
