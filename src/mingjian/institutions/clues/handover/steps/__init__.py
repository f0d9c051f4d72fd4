"""Steps by which a clue passes to somebody, one file each."""
