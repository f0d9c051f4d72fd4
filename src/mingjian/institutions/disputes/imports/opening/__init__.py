"""How a list of a hotline becomes complaints and clues."""
