"""The consumers' door."""
