"""What only the exchange knows: this node among the members, its outbox, what of a clue goes to whom."""
