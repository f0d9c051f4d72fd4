"""What complaints know besides their records."""
