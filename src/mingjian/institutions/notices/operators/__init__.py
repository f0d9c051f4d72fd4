"""Operators without an account: by the code of a receipt they read what was done, answer, and add evidence."""
