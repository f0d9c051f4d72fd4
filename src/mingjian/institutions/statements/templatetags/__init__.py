"""Tags of the pages of statements."""
