"""What is known of reporters alone."""
