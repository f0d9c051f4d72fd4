"""
Carry rows from one matter to another: each stands there under a number of its own, with all that it said before, and is withdrawn here with where it went.

What the other matter holds already is not entered twice: only what it did not know is filled in, and what differs stays readable here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mingjian.institutions.matters.models import FACTS, OPEN, WITHDRAWN, Answer, Charge, Exhibit, Fact, Matter, Offer, Party, Penalty
from mingjian.institutions.matters.services.rows import SUMS, are_told_apart
from mingjian.office.models import Officer

MOVED, SAME, SHARED = "moved", "same", "shared"
#: Columns that belong to the place of a row and not to what it says.
_OF_PLACE = frozenset(("id", "matter", "nth", "standing", "reason"))
_LINKS = ("party", "offer")
#: Columns of a charge that say where in the article of the column before the underscore.
_PLACES = ("broken_paragraph", "broken_item", "applied_paragraph", "applied_item")


@dataclass
class Carried:
    """What was carried: the row as it was, as it is in the other matter, and how it came there."""

    pairs: list[tuple[Any, Any, str]] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        """Return every row on either side, for the ledger."""
        return [row for one, other, _ in self.pairs for row in (one, other)]

    def named(self) -> list[list[Any]]:
        """Return the pairs as `Move.rows` keeps them."""
        return [[one.letter, one.nth, other.nth, how] for one, other, how in self.pairs]

    def now(self, row: Any) -> Any:
        """Return the row of the other matter that a row became; None for one that stayed, and for none."""
        return next((other for one, other, _ in self.pairs if one == row), None) if row is not None else None


@dataclass(frozen=True)
class Carrier:
    """Where rows go, by whose word, when, and what is noted at a row that leaves."""

    target: Matter
    by: Officer
    at: datetime
    note: str

    def carry(self, rows: Iterable[Any], *, shared: Callable[[Any], bool] = lambda row: False) -> Carried:
        """Carry open rows: parties first, then offers, then what refers to them. What is `shared` stands in both afterwards."""
        carried = Carried()
        held = {model: list(model._default_manager.filter(matter=self.target).order_by("nth")) for model in FACTS}
        made: list[Any] = []
        for row in sorted(rows, key=lambda one: (FACTS.index(type(one)), one.nth)):
            links = {name: carried.now(getattr(row, name)) for name in _LINKS if hasattr(row, f"{name}_id")}
            there = _same_of(row, held[type(row)], links)
            how = SAME if there is not None else SHARED if shared(row) else MOVED
            if there is not None:
                self._fill(there, row, links)
            else:
                # Not among those compared: two rows that the other matter keeps apart stay two here.
                there = self._made(row, links, [*held[type(row)], *(one for one in made if type(one) is type(row))])
                made.append(there)
            if how != SHARED and not shared(row):
                self.leave(row, there)
            carried.pairs.append((row, there, how))
        return carried

    def give_back(self, pairs: Sequence[tuple[Any, Any, str]]) -> Carried:
        """Let rows stand again where they came from, with what became of them since: (the row there, the row here, how it came)."""
        carried = Carried()
        links_back: dict[Any, Any] = {here: there for there, here, _ in pairs}
        for there, here, how in sorted(pairs, key=lambda pair: (FACTS.index(type(pair[0])), pair[0].nth)):
            if how == SAME:
                there.standing, there.reason = OPEN, self.note[:500]
                there.save(update_fields=["standing", "reason"])
                if isinstance(here, Charge):
                    self._unfill(here, there)
            else:
                self._renew(there, here, links_back)
                self.leave(here, there)
            carried.pairs.append((here, there, how))
        return carried

    def leave(self, row: Any, there: Any) -> None:
        """Withdraw a row here, saying where it stands now; one that was withdrawn before keeps its own reason."""
        if row.standing == OPEN:
            row.standing, row.reason = WITHDRAWN, f"{self.note}（{there.number}）"[:500]
            row.save(update_fields=["standing", "reason"])

    def _made(self, row: Any, links: Mapping[str, Any], held: Sequence[Any]) -> Any:
        """Return a new row of the other matter that says what this one says, and all that it said before."""
        made = type(row)(matter=self.target, nth=max((one.nth for one in held), default=0) + 1, **{**_said(row), **links})
        if not isinstance(row, Exhibit):  # the source of an exhibit is printed as its provenance
            made.source = made.source or row.matter.number
        made.save()
        return made

    def _fill(self, there: Any, row: Any, links: Mapping[str, Any]) -> None:
        """Fill in what the row of the other matter did not know; whence stands with what it said before."""
        told = {**_said(row), **links}
        blank = {name: told[name] for name in row.papers.values() if told[name] not in ("", None, []) and getattr(there, name) in ("", None, [])}
        if isinstance(row, Charge):
            blank |= _widened(there, row) | {name: told[name] for name in _PLACES if name.split("_")[0] in blank}
        if blank:
            there.keep_earlier(blank, self.by, self.at, f"{self.note}（{row.number}）")
            there.save()

    def _unfill(self, here: Charge, there: Charge) -> None:
        """
        Let a charge say again what it said before the charge that leaves was joined to it; what an officer has corrected since stays.

        Only charges: what became known of a party or an offer stays true of it, while a charge says what the case itself charges.
        """
        filled = f"（{there.number}）"
        nth = next((n for n, one in reversed(list(enumerate(here.corrections))) if str(one[2]).startswith("并入 ") and str(one[2]).endswith(filled)), None)
        if nth is None:
            return
        since = {name for _, _, _, before in here.corrections[nth + 1 :] for name in before}
        before = {name: value for name, value in here.corrections[nth][3].items() if name not in since}
        if before:
            columns = {one.name: one for one in here._meta.concrete_fields}
            values = {name: columns[name].to_python(value) for name, value in before.items()}
            here.keep_earlier(values, self.by, self.at, f"{self.note}{filled}")
            here.save()

    def _renew(self, there: Any, here: Any, links_back: Mapping[Any, Any]) -> None:
        """Write what became of a row into the one that it came from; one that was withdrawn meanwhile stays so."""
        told = {name: links_back.get(value) if isinstance(value, Fact) else value for name, value in _said(here).items()}
        if not there.source and told["source"] == there.matter.number:
            told["source"] = ""  # noted when it was carried
        columns = (*there.papers.values(), *(_PLACES if isinstance(there, Charge) else ()))
        changed = {name: told[name] for name in columns if getattr(there, name) != told[name]}
        if changed:
            there.keep_earlier(changed, self.by, self.at, f"{self.note}（{here.number}）")
        if isinstance(there, Exhibit):
            there.file_of = here.file_of
        there.standing, there.reason = (OPEN, self.note[:500]) if here.standing == OPEN else (WITHDRAWN, here.reason)
        there.save()


def _said(row: Any) -> dict[str, Any]:
    """Return what a row says, by its columns; where it stands is left out."""
    return {one.name: getattr(row, one.name) for one in row._meta.concrete_fields if one.name not in _OF_PLACE}


def _widened(there: Charge, row: Charge) -> dict[str, Any]:
    """Return what a charge says once it covers another of the same words: from the earliest day to the last, with the means and knowledge of both."""
    days = {name: [day for day in (getattr(there, name), getattr(row, name)) if day is not None] for name in ("since", "until")}
    told: dict[str, Any] = {name: (min if name == "since" else max)(found) for name, found in days.items() if found}
    for name in ("means", "knowledge"):
        said, other = getattr(there, name), getattr(row, name).strip()
        if said and other.rstrip("。；") not in said:
            told[name] = f"{said.strip().rstrip('。；')}；{other}"
    return {name: value for name, value in told.items() if value != getattr(there, name)}


def _same_of(row: Any, held: Sequence[Any], links: Mapping[str, Any]) -> Any:
    """Return the open row of the other matter that is this one; None where there is none, and where several parties could be."""
    same = [one for one in held if one.standing == OPEN and _is_same(row, one, links)]
    if isinstance(row, Party) and len(same) > 1:
        sure = [one for one in same if any(getattr(row, name) and getattr(row, name) == getattr(one, name) for name in ("code", "id_number"))]
        return sure[0] if sure else None
    return same[0] if same else None


def _is_same_party(row: Party, there: Party) -> bool:
    """
    Return whether two rows are of one party: the same code or identity number, or else the same name and nothing that tells them apart.

    In doubt they are two: two rows can be corrected, while offers and fines that hang on the wrong person hurt somebody.
    """
    if row.role != there.role:
        return False
    if row.code and there.code:
        return row.code == there.code
    return row.name == there.name and not are_told_apart(row, there)


def _is_same(row: Any, there: Any, links: Mapping[str, Any]) -> bool:
    """Return whether the other matter holds a row already, by the rules that keep a row from being entered twice."""
    if isinstance(row, Party):
        return _is_same_party(row, there)
    if isinstance(row, Offer):
        where = ("platform", "shop_key", "listing_key", "url", "place")
        return bool(row.listing_key or row.url or row.place) and all(getattr(row, name) == getattr(there, name) for name in where)
    if isinstance(row, Exhibit):
        return bool(row.sha256) and row.sha256 == there.sha256
    if isinstance(row, Penalty):
        return row.kind in SUMS and row.kind == there.kind and there.party == links.get("party")
    if isinstance(row, Charge):
        return bool(row.words == there.words)
    return isinstance(row, Answer) and bool(row.point == there.point)
