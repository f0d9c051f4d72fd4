"""What only letters know: who answers how soon, and until when."""
