"""Transfers: what goes with a suspected crime to the police, and what stands against its leaving."""
