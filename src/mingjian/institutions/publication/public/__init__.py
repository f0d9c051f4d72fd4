"""The public door: penalty decisions, without signing in."""
