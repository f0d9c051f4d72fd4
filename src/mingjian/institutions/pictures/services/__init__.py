"""What pictures alone know: how they are read and shown."""
