"""What is planted among ordinary records, one file each: what does wrong, and what only looks like it."""
