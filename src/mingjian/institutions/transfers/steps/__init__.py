"""What steps of transfers do besides being recorded, one file each."""
