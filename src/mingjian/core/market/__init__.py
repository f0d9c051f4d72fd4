"""The synthetic market with known truth."""
