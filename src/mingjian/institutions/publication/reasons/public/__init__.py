"""The portal at which anybody reads statements of reasons."""
