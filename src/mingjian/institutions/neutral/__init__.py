"""Neutral panels: three members drawn by lot give their view on a platform's decision."""
