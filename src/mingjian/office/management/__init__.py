"""Django's own commands, where this house does one otherwise."""
