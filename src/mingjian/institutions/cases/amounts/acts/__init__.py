"""What is done to the lines of an amount ledger, one file an act."""
