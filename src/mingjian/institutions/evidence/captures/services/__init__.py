"""What captures alone know: how one is taken and kept, and what a second look shows."""
