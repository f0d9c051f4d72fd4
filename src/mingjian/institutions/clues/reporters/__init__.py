"""Who reported a clue: guarded, answered, erased."""
