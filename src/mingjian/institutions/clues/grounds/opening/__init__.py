"""The ways by which findings become a clue."""
