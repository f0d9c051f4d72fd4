"""What is done to what is published, one file each."""
