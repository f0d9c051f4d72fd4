"""What the page of a consumer shows."""
