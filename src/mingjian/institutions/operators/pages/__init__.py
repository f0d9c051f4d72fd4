"""The pages of subject files, of asking about them, and of reports."""
