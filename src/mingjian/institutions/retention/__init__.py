"""Retention: what was kept until its time ended is erased then, and leaves its hashes, a receipt and an entry."""
