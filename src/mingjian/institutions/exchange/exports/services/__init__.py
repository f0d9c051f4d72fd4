"""What only exports know: what of a matter is written, and into which formats."""
