"""What is done by and for the page of a consumer."""
