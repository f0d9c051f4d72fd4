"""What only agreements know: which drafts there are, and what registers are made of."""
