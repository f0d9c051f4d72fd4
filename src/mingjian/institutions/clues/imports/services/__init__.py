"""What is known of such files alone."""
