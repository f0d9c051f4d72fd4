"""What is done to statements of reasons."""
