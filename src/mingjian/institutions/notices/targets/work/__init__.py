"""What takes long or is about many rows."""
