"""The portal of sides without an account."""
