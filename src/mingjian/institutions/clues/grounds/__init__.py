"""What a clue rests on: findings and buyers' kits, taken up and taken in."""
