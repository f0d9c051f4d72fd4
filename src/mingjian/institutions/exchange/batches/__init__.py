"""Many clues at once: sorted by the node of each operator's place, shown, and given in one act."""
