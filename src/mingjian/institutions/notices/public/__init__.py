"""The right holders' door: what a sender without an account sees and does, and nothing of what officers do."""
