"""Evidence: what a buyer brings, hashed at once, with what is still missing; and who did what in a live sale."""
