"""Keeps counterfeit and infringing goods off online markets, and shows its reasons."""
