"""The table of addresses: sifted, ticked, captured and decided, many at once or each by itself."""
