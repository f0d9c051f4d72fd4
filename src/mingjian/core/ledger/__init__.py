"""Merkle tree (RFC 6962), checkpoints and proofs."""
