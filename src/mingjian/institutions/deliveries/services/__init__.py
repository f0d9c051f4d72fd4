"""What deliveries alone know: how their sources stand."""
