"""What is known of handing over alone."""
