"""How what a step needs is asked for."""
