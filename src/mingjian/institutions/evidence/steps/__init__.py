"""What evidence does besides being recorded, one file a step."""
