"""What only the exchange knows: this node among the members, its outbox, the words of closed lists."""
