"""The right holders' portal: what a sender without an account sees and does, and nothing of what officers do."""
