"""What is true without a database; cannot import Django."""
