"""The portal at which anybody verifies a bundle, receipt or capture."""
