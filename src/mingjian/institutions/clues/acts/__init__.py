"""What is done to a kit or a clue besides the steps of its sheet, one file an act."""
