"""Captures: pages kept as they stood, sealed to a dossier, and visited again."""
