"""What only letters know: what is written, what it may not hold, and who answers how soon."""
