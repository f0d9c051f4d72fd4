"""The door of sides without an account."""
