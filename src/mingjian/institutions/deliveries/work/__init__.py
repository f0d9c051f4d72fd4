"""Looking at sources."""
