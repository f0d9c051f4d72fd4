"""The ways by which a complaint is opened, and by which it becomes a clue."""
