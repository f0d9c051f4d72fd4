"""What is done, one file a step."""
