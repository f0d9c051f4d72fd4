"""Backups of a node: sealed pieces under their hash, one manifest for each time that a backup was made, keys in a file of their own."""
