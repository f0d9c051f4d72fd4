"""The amount ledger (案值): lines with their proofs, and what they come to on each basis of the law."""
