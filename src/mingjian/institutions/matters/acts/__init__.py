"""What is entered in a matter."""
