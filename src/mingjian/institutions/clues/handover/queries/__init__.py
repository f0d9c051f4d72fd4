"""Questions on who is competent, and who lets a clue lie."""
