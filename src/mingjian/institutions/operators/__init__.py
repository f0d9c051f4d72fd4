"""Operators: who is behind a shop, what ties say so, and what platforms report of their operators."""
