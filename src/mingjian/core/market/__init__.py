"""The synthetic market with known truth: for demonstrations, load tests and tutorials. How well a detector detects is never reported on it alone."""
