"""Hit or no hit between nodes: whether another region works on the same, asked about a clue, within a budget, and answered by the sweep."""
