"""A whole number as an address, a form or a name from outside writes it."""


def number_in(written: str, digits: int = 9) -> int | None:
    """Read a number of at most so many digits; None for what is none, or is longer: a database or `int` would fail on it."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= digits else None
