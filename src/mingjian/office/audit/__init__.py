"""What officers see is held against the ledger: rows, states, holders, deadlines, roles, leaves to read, sealed bytes, the lake."""
