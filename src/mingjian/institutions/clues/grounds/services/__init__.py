"""What is known of grounds alone."""
