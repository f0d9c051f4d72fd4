"""The ways by which orders and reviews are opened."""
