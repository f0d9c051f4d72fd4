"""PostgreSQL, for the setting ENGINE."""
