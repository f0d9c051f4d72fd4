"""What is done to a sample besides the steps of its sheet, one file each."""
