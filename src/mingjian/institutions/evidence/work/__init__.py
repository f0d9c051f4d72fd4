"""What files brought to a kit go through."""
