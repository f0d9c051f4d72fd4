"""What only batches know: which clue goes to which node, and which goes by itself."""
