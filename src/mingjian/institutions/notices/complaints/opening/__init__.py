"""How a complaint of a holder begins."""
