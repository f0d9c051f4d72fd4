"""The amount ledger of a case: lines with their proofs, and the orders on file that would make some."""
