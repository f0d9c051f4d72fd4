"""Rules: what officers ask of listings and posts, tried, approved and run."""
