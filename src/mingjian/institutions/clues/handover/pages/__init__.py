"""Pages on clues that were sent to others."""
