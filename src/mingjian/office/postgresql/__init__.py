"""The database of a large node: Django's PostgreSQL, with what the ledger needs of it."""
