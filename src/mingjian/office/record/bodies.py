"""Bodies of entries as an audit and a seal read them: one that somebody broke tells nothing, and stops nothing."""

from collections.abc import Mapping
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.ledger.leaf import parse


def told_by(body: object) -> Mapping[str, Any]:
    """Return what a stored body tells; nothing where it cannot be read, which `audit.entries` names."""
    try:
        return parse(body) if isinstance(body, str | bytes) else {}
    except BadInput:
        return {}


def standings_in(body: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what a sealing entry seals: digests of standings with the digest that each replaces."""
    found = body.get("standings")
    return found if isinstance(found, dict) and all(isinstance(one, str) for one in found.values()) else {}
