"""What is known of amounts alone."""
