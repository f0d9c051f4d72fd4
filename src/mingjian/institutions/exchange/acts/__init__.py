"""What is done to records, what came, and envelopes: one act a file."""
