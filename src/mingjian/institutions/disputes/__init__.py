"""Disputes: what a consumer complains of, from the platform to mediation or to a clue."""
