"""What is done with what pictures say."""
