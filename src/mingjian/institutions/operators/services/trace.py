"""Follow links from a subject: over its own, those of other subjects in view, and what shops of the lake share; a way is a reason to look, no proof."""

from dataclasses import dataclass
from typing import Any

from mingjian.core.agreement.masks import masked
from mingjian.core.extraction.divisions import county_of
from mingjian.core.extraction.places import county_said
from mingjian.core.graph.traces import Link as Edge
from mingjian.core.graph.traces import Links, Reached
from mingjian.core.language import Text
from mingjian.institutions.operators.models import PERSONAL, PLACES, Link, Subject, said_of
from mingjian.institutions.operators.queries import same_as, subjects_visible_to
from mingjian.institutions.operators.services.known import ties_of
from mingjian.institutions.operators.services.neighbours import OperatorRow, neighbours
from mingjian.office.models import Officer
from mingjian.office.models.hidden import lookup

STEPS, MOST = 3, 60
MOST_ROWS = 12  # of a column of the drawing
#: How strongly a link holds by how it stands; what a record of the lake says is as strong as a possible one.
STRENGTH = {"confirmed": 1.0, "possible": 0.7}
SAID_BY_RECORD = 0.7


@dataclass(frozen=True)
class Stop:
    """One thing reached: its kind and value as shown, over how many links, how strongly, the way, its dates and sources, and hubs passed."""

    kind: Text
    value: str
    steps: int
    strength: float
    way: tuple[str, ...]
    sources: tuple[str, ...]
    hubs: tuple[tuple[str, int], ...]
    county: Text | None = None  # where a place lies, as its address says
    county_code: str = ""
    is_elsewhere: bool = False  # in a county that the officer does not answer for
    key: str = ""  # names it to the page that goes on from there, and tells nothing of it


def trace(subject: Subject, officer: Officer) -> tuple[list[Stop], dict[str, Any]]:
    """Return what is reached in three steps, the strongest first, and the graph of the ways."""
    start = f"subject:{subject.number}"
    links, names = _links(subject, officer)
    web = Links(links)
    reached = web.trace(start, STEPS)[:MOST] if start in web else []
    return [_stop(one, names, officer) for one in reached], _graph(start, reached, names)


def _links(subject: Subject, officer: Officer) -> tuple[list[Edge], dict[str, str]]:
    """Return every link near the subject, and what its things are called where they are shown."""
    own = list(Link.objects.filter(subject__in=[subject, *same_as(subject, officer)]).exclude(stands="dropped").select_related("subject"))
    keys = [f"{one.kind}:{one.value}" for one in own]
    shops = [one.value for one in own if one.kind == "shop"]
    places = _of(own, "address") + _of(own, "warehouse")
    codes = [subject.uscc] if subject.uscc else []
    values = {"uscc": codes, "phone_token": _of(own, "phone"), "payee_token": _of(own, "payee"), "address": places, "return_address": places}
    rows = neighbours(shops, values, officer, 2)
    others = Link.objects.filter(subject__in=subjects_visible_to(officer), value_key__in=[one.value_key for one in own]).exclude(stands="dropped")
    beside = Link.objects.filter(subject__in=others.values("subject")).exclude(stands="dropped").select_related("subject")[: MOST * 10]
    edges, names = list[Edge](), {key: _shown(*key.split(":", 1)) for key in keys}
    for one in dict.fromkeys([*own, *beside]):
        here, there = f"subject:{one.subject.number}", f"{one.kind}:{one.value}"
        names |= {here: f"{one.subject.number} {one.subject.name_shown}", there: one.value_shown}
        edges.append(Edge(here, there, one.kind, STRENGTH[one.stands], str(one.since or ""), "", one.source))
    edges += [Edge(f"subject:{subject.number}", f"subject:{one.number}", "same", 1.0, "", "", "判断") for one in same_as(subject, officer)]
    for row in rows:
        edges += _edges_of(row, names)
    return edges, names


def _of(links: list[Link], kind: str) -> list[str]:
    return [one.value for one in links if one.kind == kind]


def _edges_of(row: OperatorRow, names: dict[str, str]) -> list[Edge]:
    """Return the links of one record: its shop to whatever it is tied to, its credit code among them."""
    shop = f"shop:{row['platform']}/{row['shop_id']}"
    names[shop] = f"{row['platform']}/{row['shop_id']} {row.get('shop_name') or ''}".strip()
    ties = [(one.kind, one.value, str(one.since or ""), one.source) for one in ties_of(row) if one.kind not in {"shop", "site"}]
    if row.get("uscc"):
        ties.append(("firm", f"{row['uscc']}", "", f"平台公示信息 {row['platform']}/{row['shop_id']}"))
        names[f"firm:{row['uscc']}"] = f"{row['uscc']} {row.get('name') or ''}".strip()
    for kind, value, _, _ in ties:
        names.setdefault(f"{kind}:{value}", _shown(kind, value))
    return [Edge(shop, f"{kind}:{value}", kind, SAID_BY_RECORD, since, "", source) for kind, value, since, source in ties]


def _shown(kind: str, value: str) -> str:
    return masked(value, "mask_middle") if kind in PERSONAL else value


OWN_KINDS = {"subject": Text("主体", "subject"), "firm": Text("企业", "firm")}


def _stop(one: Reached, names: dict[str, str], officer: Officer) -> Stop:
    kind, _, value = one.thing.partition(":")
    code, county = county_of(value) if kind in PLACES | {"outlet"} else ("", "")
    own = officer.department.region_prefix if officer.department else ""
    place = county_said(code, county) if code else None
    there: dict[str, Any] = {"county": place, "county_code": code, "is_elsewhere": bool(code) and not code.startswith(own)}
    key = lookup(one.thing)[:20]  # keyed: a masked number is not found by hashing all that it could be
    way = tuple(names.get(thing, "") for thing in one.way)
    hubs = tuple((names.get(thing, ""), degree) for thing, degree in one.hubs)
    sources = tuple(f"{link.source}（{link.since}）" if link.since else link.source for link in one.links)
    said = OWN_KINDS.get(kind) or said_of("link_kind", kind)
    return Stop(said, names.get(one.thing, ""), one.steps, round(one.strength, 3), way, sources, hubs, key=key, **there)


def _graph(start: str, reached: list[Reached], names: dict[str, str]) -> dict[str, Any]:
    """Return the graph as the console draws it: shops and whatever they are tied to, each with its place, a column a step."""
    steps, drawn = {start: 0}, dict[tuple[str, str], float]()
    for one in reached:
        for step, thing in enumerate(one.way):
            steps[thing] = min(step, steps.get(thing, step))
        for link in one.links:
            drawn[link.left, link.right] = link.strength
    places, keys = _places(steps), {thing: f"n{number}" for number, thing in enumerate(steps)}
    nodes = [
        {"id": keys[thing], "label": _brief(names.get(thing, "")), "is_named": thing == start, "is_shop": thing.startswith("shop:"), "place": places[thing]}
        for thing in steps
    ]
    edges = [{"id": f"e{n}", "source": keys[left], "target": keys[right], "orders": weight} for n, ((left, right), weight) in enumerate(drawn.items())]
    return {"buyers": [one for one in nodes if not one["is_shop"]], "shops": [one for one in nodes if one["is_shop"]], "edges": edges}


def _places(steps: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Return each thing its column and row, counted from 0, so that no two labels meet: those of one step below each other, in further columns where many."""
    places, first = dict[str, tuple[int, int]](), 0
    for step in range(max(steps.values()) + 1):
        things = [thing for thing, at in steps.items() if at == step]
        columns = -(-len(things) // MOST_ROWS)
        rows = -(-len(things) // columns) if columns else 1
        places |= {thing: (first + number // rows, number % rows) for number, thing in enumerate(things)}
        first += columns
    return places


def _brief(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:15]}…"
