"""What is made of the grounds of a clue when it is opened."""
