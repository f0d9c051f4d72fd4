"""Whatever goes through a procedure: opened, moved by steps, due, handed on, shown."""
