"""What is done to a campaign besides the steps of its sheet, one file each."""
