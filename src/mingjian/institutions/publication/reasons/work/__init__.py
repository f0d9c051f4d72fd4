"""How statements become open data."""
