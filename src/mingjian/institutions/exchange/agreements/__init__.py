"""Agreements that an office of a region completes by the text that it signed, and the register by which members bind themselves."""
