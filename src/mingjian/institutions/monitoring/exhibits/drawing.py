"""
What a finding rests on, made ready to be drawn: the graph of buyers and shops, the orders over time, the signals and their shares.

Detectors write their evidence as JSON of their own; this reads the keys that several share, and passes over what is absent or not as expected.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from mingjian.office.language import in_this_language
from mingjian.office.lists.text import visible

MOST_BUYERS = 60
MOST_SHOPS = 25
MOST_EDGES = 600
MOST_INSTANTS = 2000
SHOWN_OF_A_NAME = 10


@dataclass(frozen=True)
class Signal:
    """One reason among several: its name, its share of the whole evidence (0 to 1), and what was found against what is usual."""

    title: str
    share: float
    found: str
    expected: str

    @property
    def width(self) -> float:
        """The share as a length of a bar of 100."""
        return round(max(0.0, min(1.0, self.share)) * 100, 1)


@dataclass(frozen=True)
class Drawing:
    """What the page draws. `graph` and `timeline` are for the scripts; `pairs` say the graph again as rows; `left_out` counts the members not drawn."""

    graph: dict[str, Any] | None
    pairs: list[tuple[str, str, int]]
    left_out: int
    timeline: dict[str, Any] | None
    signals: list[Signal]
    facts: list[tuple[str, str]]
    named: list[str]


def drawing(evidence: dict[str, Any], subject: str) -> Drawing:
    """Make a finding's evidence ready to be drawn. `subject` is the shop, where the evidence lists none."""
    edges = _edges(evidence, subject)
    buyers, shops = _heaviest((buyer for buyer, _, _ in edges), edges, 0, MOST_BUYERS), _heaviest((shop for _, shop, _ in edges), edges, 1, MOST_SHOPS)
    kept = [edge for edge in edges if edge[0] in buyers and edge[1] in shops][:MOST_EDGES]
    named = [str(buyer) for buyer in _list(evidence.get("buyers"))]
    is_ring = "edges" in evidence
    left_out = len({edge[0] for edge in edges} - buyers) + len({edge[1] for edge in edges} - shops)
    graph = _graph(kept, set() if is_ring else set(named)) if kept else None
    return Drawing(graph, kept, left_out, _timeline(evidence), _signals(evidence), _facts(evidence), named)


def _edges(evidence: dict[str, Any], subject: str) -> list[tuple[str, str, int]]:
    """Give buyer, shop and number of orders of each pair: listed by the detector, or from the named buyers of one shop."""
    if "edges" not in evidence:
        own, each = subject.partition("/")[2] or subject, _int(evidence.get("orders_of_each")) or 1
        return [(str(name), own, each) for name in _list(evidence.get("buyers"))]
    found: list[tuple[str, str, int]] = []
    for edge in _list(evidence["edges"]):
        buyer: Any
        shop: Any
        if isinstance(edge, dict):
            buyer, shop, orders = edge.get("buyer"), edge.get("shop"), edge.get("orders", edge.get("n", 1))
        elif isinstance(edge, list) and len(edge) >= 2:
            buyer, shop, orders = edge[0], edge[1], edge[2] if len(edge) > 2 else 1
        else:
            continue
        found.append((str(buyer), str(shop), _int(orders) or 1))
    return sorted(found, key=lambda edge: -edge[2])


def _heaviest(names: Iterable[str], edges: list[tuple[str, str, int]], side: int, most: int) -> set[str]:
    """The members of one side with the most orders, where there are too many to draw."""
    counted: Counter[str] = Counter(dict.fromkeys(names, 0))
    for edge in edges:
        counted[str(edge[side])] += edge[2]
    return {name for name, _ in counted.most_common(most)}


def _graph(edges: list[tuple[str, str, int]], named: set[str]) -> dict[str, Any]:
    buyers = list(dict.fromkeys(buyer for buyer, _, _ in edges))
    shops = list(dict.fromkeys(shop for _, shop, _ in edges))
    return {
        "buyers": [{"id": f"b:{name}", "label": _brief(name), "is_named": name in named} for name in buyers],
        "shops": [{"id": f"s:{name}", "label": _brief(name)} for name in shops],
        "edges": [{"id": f"e{n}", "source": f"b:{buyer}", "target": f"s:{shop}", "orders": orders} for n, (buyer, shop, orders) in enumerate(edges)],
    }


def _brief(name: str) -> str:
    return name if len(name) <= SHOWN_OF_A_NAME else f"…{name[-SHOWN_OF_A_NAME + 2 :]}"


def _timeline(evidence: dict[str, Any]) -> dict[str, Any] | None:
    """Give instants with their orders and buyers: from the detector's timeline, else from its periods."""
    told = evidence.get("timeline") or evidence.get("periods")
    if isinstance(told, dict):
        lists = [_list(told.get("at")), _list(told.get("orders")), _list(told.get("buyers"))]
        told = [list(point) for point in (zip(*lists, strict=False) if lists[2] else zip(*lists[:2], strict=False))]
    points = sorted(point for one in _list(told) if (point := _point(one)))[:MOST_INSTANTS]
    if not points:
        return None
    labels = {"orders": gettext("Orders"), "buyers": gettext("Buyers")}
    buyers = [buyers for _, _, buyers in points] if all(buyers >= 0 for _, _, buyers in points) else None
    return {"at": [at for at, _, _ in points], "orders": [orders for _, orders, _ in points], "buyers": buyers, "labels": labels}


def _point(one: Any) -> tuple[str, int, int] | None:
    if isinstance(one, list) and len(one) >= 2:
        one = {"at": one[0], "orders": one[1], "buyers": one[2] if len(one) > 2 else None}
    if not isinstance(one, dict):
        return None
    at = next((one[key] for key in ("at", "from", "hour", "day", "date") if one.get(key)), None)
    orders = next((one[key] for key in ("orders", "n", "count") if one.get(key) is not None), None)
    try:
        instant = datetime.fromisoformat(str(at))
    except ValueError:
        return None
    if instant.tzinfo is not None:  # shown as the wall clock of the market, whatever zone the browser lives in
        at = localtime(instant).replace(tzinfo=None).isoformat()
    buyers = _int(one.get("buyers"))
    return (str(at), _int(orders) or 0, -1 if buyers is None else buyers)


def _signals(evidence: dict[str, Any]) -> list[Signal]:
    found = [one for one in _list(evidence.get("signals")) if isinstance(one, dict)]
    whole = sum(max(0.0, _float(one.get("nats"))) for one in found) or 1.0
    made = []
    for one in found:
        title = in_this_language(str(one.get("title_zh") or one.get("key") or "—"), str(one.get("title_en") or one.get("key") or "—"))
        share = _float(one["share"]) if one.get("share") is not None else max(0.0, _float(one.get("nats"))) / whole
        made.append(Signal(title, share, _figure(one.get("found")), _figure(one.get("expected"))))
    return sorted(made, key=lambda signal: -signal.share)


def _facts(evidence: dict[str, Any]) -> list[tuple[str, str]]:
    """Figures of the evidence that a person may want to check."""
    densest = evidence.get("densest") if isinstance(evidence.get("densest"), dict) else {}
    pairs, expected = evidence.get("pairs", evidence.get("pairs_found")), evidence.get("expected", evidence.get("pairs_expected"))
    # Where the pairs are as many as expected, something else speaks for the ring, and figures of pairs would only puzzle.
    is_dense = not (isinstance(pairs, int | float) and isinstance(expected, int | float) and pairs <= expected)
    of_pairs: tuple[tuple[str, Any], ...] = (
        (gettext("Pairs found"), pairs),
        (gettext("Pairs expected"), expected),
        (gettext("Density"), evidence.get("density")),
        (gettext("Times the usual taste that would explain it"), evidence.get("taste")),
    )
    known: tuple[tuple[str, Any], ...] = (
        (gettext("Orders counted"), evidence.get("orders_counted") or (len(_list(evidence.get("orders"))) or None)),
        (gettext("Buyers counted"), evidence.get("buyers_counted") or (len(_list(evidence.get("buyers"))) or None)),
        (gettext("Shops"), shops if (shops := len(_list(evidence.get("shops")))) > 1 else None),  # one is said beside it, with all that is known of it
        (gettext("Orders in the densest window"), densest.get("orders") if densest else None),
        (gettext("Median orders a buyer on the platform"), evidence.get("typical")),
        *(of_pairs if is_dense else ()),
    )
    return [(label, _figure(value)) for label, value in known if isinstance(value, int | float) and not isinstance(value, bool)]


def quotes(evidence: dict[str, Any]) -> list[dict[str, str]]:
    """Give what records are quoted with, each with the record and the account that says it."""
    told = [one for one in _list(evidence.get("quotes")) if isinstance(one, dict)]
    return [{name: visible(str(one.get(name) or "")) for name in ("said", "of", "by", "day")} for one in told]


def _figure(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _int(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _float(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
