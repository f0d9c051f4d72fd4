"""The ways by which records come into the lake in somebody's name."""
