"""What time does about questions."""
