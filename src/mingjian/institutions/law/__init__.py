"""Law: pages on the rulebook, and calculators that a judge can read."""
