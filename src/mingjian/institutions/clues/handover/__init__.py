"""Where a clue goes: which department is competent, sent there, accepted, sent back, reported; and what went wrong."""
