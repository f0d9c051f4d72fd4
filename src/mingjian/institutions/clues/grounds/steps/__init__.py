"""Steps of a clue by which findings are taken in and separated."""
