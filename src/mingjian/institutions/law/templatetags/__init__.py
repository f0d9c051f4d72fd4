"""Tags of the pages of law."""
