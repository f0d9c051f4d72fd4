"""What is done to test postings: noted by an authority, and withdrawn."""
