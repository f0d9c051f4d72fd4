"""What is done to experiments, one file a step."""
