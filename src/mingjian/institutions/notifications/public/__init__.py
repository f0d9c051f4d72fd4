"""The portal for calendars: a secret address, and nothing else."""
