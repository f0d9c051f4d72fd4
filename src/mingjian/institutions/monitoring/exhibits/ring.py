"""Draws who bought from whom: the graph of buyers and shops, and the same as rows."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from mingjian.core.exhibits.ring import Ring
from mingjian.institutions.monitoring.exhibits.places import CARD
from mingjian.institutions.monitoring.models import Finding

PLACE, ORDER, SCRIPTS = CARD, 40, ("vendor/cytoscape.min.js", "monitoring/ring.js")
MOST_BUYERS, MOST_SHOPS, MOST_PAIRS = 60, 25, 600
SHOWN_OF_A_NAME = 10

Pair = tuple[str, str, int]


def draw(ring: Ring, found: Finding) -> dict[str, Any] | None:
    """Return the graph for the script, its pairs as rows, and how many members are not drawn."""
    return graph_of(ring)


def graph_of(ring: Ring) -> dict[str, Any]:
    """Draw the members with the most orders, where there are too many."""
    buyers = _heaviest((buyer for buyer, _, _ in ring.pairs), ring.pairs, 0, MOST_BUYERS)
    shops = _heaviest((shop for _, shop, _ in ring.pairs), ring.pairs, 1, MOST_SHOPS)
    kept = [pair for pair in ring.pairs if pair[0] in buyers and pair[1] in shops][:MOST_PAIRS]
    left_out = len({pair[0] for pair in ring.pairs} - buyers) + len({pair[1] for pair in ring.pairs} - shops)
    return {"graph": _graph(kept, set(ring.named)), "pairs": kept, "left_out": left_out}


def _heaviest(names: Iterable[str], pairs: Iterable[Pair], side: int, most: int) -> set[str]:
    """Return the members of one side with the most orders, where there are too many to draw."""
    counted: Counter[str] = Counter(dict.fromkeys(names, 0))
    for pair in pairs:
        counted[str(pair[side])] += pair[2]
    return {name for name, _ in counted.most_common(most)}


def _graph(pairs: list[Pair], named: set[str]) -> dict[str, Any]:
    buyers = list(dict.fromkeys(buyer for buyer, _, _ in pairs))
    shops = list(dict.fromkeys(shop for _, shop, _ in pairs))
    return {
        "buyers": [{"id": f"b:{name}", "label": _brief(name), "is_named": name in named} for name in buyers],
        "shops": [{"id": f"s:{name}", "label": _brief(name)} for name in shops],
        "edges": [{"id": f"e{n}", "source": f"b:{buyer}", "target": f"s:{shop}", "orders": orders} for n, (buyer, shop, orders) in enumerate(pairs)],
    }


def _brief(name: str) -> str:
    return name if len(name) <= SHOWN_OF_A_NAME else f"…{name[-SHOWN_OF_A_NAME + 2 :]}"
