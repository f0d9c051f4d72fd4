"""Statements of reasons of platforms as open data: drawn by night from the ledger, masked, searched, counted, and taken along by day."""
