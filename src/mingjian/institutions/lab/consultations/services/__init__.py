"""What only consultations know: how a draft is read, replayed, and how a comment is checked and counted."""
