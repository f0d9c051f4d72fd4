"""What steps of assistance do to subject files."""
