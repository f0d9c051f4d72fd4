"""Market data: who gave which records when, what was loaded and what was not."""
