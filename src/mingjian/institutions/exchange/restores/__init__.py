"""A node that was brought back from a backup, and how its members go on with it."""
