"""What the steps of a clue do besides being recorded, one file each."""
