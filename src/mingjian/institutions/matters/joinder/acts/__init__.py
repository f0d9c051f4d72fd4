"""Acts by which steps join and separate matters."""
