"""What the authorities do; one Django app each."""
