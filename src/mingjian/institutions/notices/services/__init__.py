"""What notices alone know: what one must hold, and the locker of rights."""
