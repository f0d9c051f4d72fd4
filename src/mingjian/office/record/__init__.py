"""What was done, by whom and when: the ledger, and how a person reads it."""
