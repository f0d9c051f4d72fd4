"""What a request about an operator must say."""
