"""What templates of the figures say in their own words."""
