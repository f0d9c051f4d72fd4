"""Bytes that came in: sealed under their hash, and opened by leave."""
