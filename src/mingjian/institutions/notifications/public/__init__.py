"""The door for calendars: a secret address, and nothing else."""
