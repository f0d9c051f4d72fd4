"""What takes long: reading a file of attestations."""
