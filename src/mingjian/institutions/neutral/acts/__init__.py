"""How a panel is asked for."""
