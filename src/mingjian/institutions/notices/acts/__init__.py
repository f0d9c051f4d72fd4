"""What is done to notices and rights besides the steps of the sheet, one file each."""
