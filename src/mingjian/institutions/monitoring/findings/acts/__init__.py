"""What an officer does to a finding."""
