"""What stands before the steps on a settlement."""
