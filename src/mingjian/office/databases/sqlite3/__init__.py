"""SQLite, for the setting ENGINE."""
