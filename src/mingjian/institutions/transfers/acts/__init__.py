"""What is done to a transfer besides the steps of its sheet, one file each."""
