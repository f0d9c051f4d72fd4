"""What is done about questions: one act a file."""
