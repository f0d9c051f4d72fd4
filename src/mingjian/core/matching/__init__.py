"""Are these two the same? Marks by sight, sound, meaning and class, with the reason in words."""
