"""What is done to a case besides the steps of its sheet, one file each."""
