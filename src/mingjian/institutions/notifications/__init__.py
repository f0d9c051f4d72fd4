"""Messages: what leaves the console to tell officers of deadlines and of what was handed to them, and what colleagues note for each other."""
