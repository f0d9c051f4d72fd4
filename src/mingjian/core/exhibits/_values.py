"""Reading values out of JSON that nobody checked: what is not of the kind that is asked for is none."""

from typing import Any

MOST_YUAN = 10**12


def items(value: Any) -> list[Any]:
    """Return a list; an empty one for anything else."""
    return value if isinstance(value, list) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list."""
    return [one for one in items(value) if isinstance(one, dict)]


def words(value: Any) -> str:
    """Return a text; nothing of what is absent."""
    return str(value or "")


def number(value: Any) -> float | None:
    """Return a number, which true and false are not."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole(value: Any) -> int | None:
    """Return a whole number, the fraction left out."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_YUAN else None


def price(value: Any) -> float | None:
    """Return a price in yuan: a number above nothing and below what anybody asks."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < MOST_YUAN else None
