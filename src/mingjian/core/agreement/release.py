"""
Who may see which field of a record: one pure function over the sheet that the members signed.

What no clause gives is not given. Of all clauses that apply to a field the strictest wins, and each decision names its clause. The same call draws the
list that an officer sees before sending, decides what is packed, and is asked again by whoever receives it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingjian.core.agreement.masks import masked_name
from mingjian.core.agreement.sheet import ANY, NEVER, RULES, SHOW, Agreement, Clause

_MADE_HERE = object()
#: Told with the papers where the operator's place is what the record itself says, and nobody typed it; a clause may ask for it.
PLACE_ON_RECORD = "place_on_record"
#: And where the ledger of its node says how a file came into a dossier.
CUSTODY = "custody"


@dataclass(frozen=True, slots=True)
class Party:
    """A department at one end: its node, the beginning of its region's code, and its kind."""

    node: str
    region: str
    kind: str = "market_regulation"


@dataclass(frozen=True, slots=True)
class ReleaseRequest:
    """What is to be given: a kind of record with these fields, for a purpose, from one to another, on a day; the operator's place, and the papers told."""

    kind: str
    fields: tuple[str, ...]
    purpose: str
    sender: Party
    addressee: Party
    on: date
    place: str = ""
    papers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one field: the rule, and the clause that says it (empty where none gives the field)."""

    field: str
    rule: str
    clause: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing may go, for a reason of the closed list; `clause` names the clause that came nearest."""

    why: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """What may go, field by field, and under which clauses. Made by `release` and `governed` alone; the wire takes nothing else."""

    agreement: str
    sheet: str
    clauses: tuple[str, ...]
    purpose: str
    kind: str
    to: Party
    sender_region: str
    place: str
    papers: tuple[str, ...]
    decisions: tuple[Decision, ...]
    onward: str
    keep_months: int
    reply: str
    _made: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._made is not _MADE_HERE:
            raise TypeError("A release is decided by release(), not written by hand.")

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the sealed fields that are opened: the field itself where it is shown, its masked form where it is masked."""
        return frozenset(one.field if one.rule == SHOW else masked_name(one.field, one.rule) for one in self.decisions if one.rule != NEVER)

    def told(self) -> dict[str, Any]:
        """Return what the receiver is told of it, as JSON has it."""
        told = {name: getattr(self, name) for name in ("agreement", "sheet", "purpose", "kind", "place", "sender_region", "onward", "keep_months", "reply")}
        return {**told, "clauses": list(self.clauses), "papers": list(self.papers), "for": self.to.region, "for_kind": self.to.kind}


def release(sheet: Agreement, asked: ReleaseRequest, *, is_signed: bool) -> Release | Refused:
    """
    Decide what of a record may go. Pure: the same question has the same answer at every node.

    `is_signed`: whether the members' register signs this very sheet; without it the sheet decides nothing, whatever it says.
    """
    if refused := _outside(sheet, asked, is_signed):
        return refused
    chosen = _permitting(sheet, asked)
    if isinstance(chosen, Refused):
        return chosen
    restricting = [one for one in sheet.clauses.values() if not one.permits and one.shares in (ANY, asked.kind) and one.fields]
    decisions = tuple(_decide(name, chosen, restricting, asked) for name in asked.fields)
    named = {chosen.name} | {one.clause for one in decisions if one.clause}
    return Release(
        sheet.name, sheet.in_force.isoformat(), tuple(name for name in sheet.clauses if name in named), asked.purpose, asked.kind, asked.addressee,
        asked.sender.region, asked.place, tuple(sorted(asked.papers)), decisions, chosen.onward, chosen.keep_months, chosen.reply, _MADE_HERE,
    )  # fmt: skip


def governed(sheet: Agreement, clause: str, to: Party, sender: Party, decisions: Iterable[Decision] = ()) -> Release:
    """
    Return the release of what follows a record that went before: its correction, its recall, an answer about it.

    A correction goes to whoever holds a copy, even where the clause gives nothing new any more; `decisions` are those of the copy, and never more.
    """
    named = sheet.clauses[clause]
    return Release(
        sheet.name, sheet.in_force.isoformat(), (clause,), "", "", to, sender.region, "", (), tuple(decisions), named.onward, named.keep_months, named.reply,
        _MADE_HERE,
    )  # fmt: skip


def rules_of(sheet: Agreement) -> dict[str, set[str]]:
    """Return for each field the ways in which any clause masks it: what must be sealed besides the value itself."""
    found: dict[str, set[str]] = {}
    for clause in sheet.clauses.values():
        for name, rule in clause.fields.items():
            if rule not in (SHOW, NEVER):
                found.setdefault(name, set()).add(rule)
    return found


def never_of(sheet: Agreement) -> frozenset[str]:
    """Return the fields that some clause never lets go, on no papers either: they are not even sealed into what is sent."""
    return frozenset(name for clause in sheet.clauses.values() for name, rule in clause.fields.items() if rule == NEVER and name not in clause.opens)


def _outside(sheet: Agreement, asked: ReleaseRequest, is_signed: bool) -> Refused | None:
    if not is_signed:
        return Refused("not_signed")
    if asked.on < sheet.in_force:
        return Refused("not_in_force")
    if sheet.ends and asked.on > sheet.ends:
        return Refused("ended")
    both = (asked.sender, asked.addressee)
    return None if all(sheet.is_member(one.region) for one in both) and asked.sender.node != asked.addressee.node else Refused("no_member")


def _permitting(sheet: Agreement, asked: ReleaseRequest) -> Clause | Refused:
    """Return the first clause that lets such a record go for the purpose, or why the one that came nearest does not."""
    nearest = Refused("no_clause")
    for clause in sheet.clauses.values():
        if clause.permits and clause.shares == asked.kind and asked.purpose in clause.purposes:
            why = _why_not(clause, asked)
            if why is None:
                return clause
            nearest = Refused(why, clause.name)
    return nearest


def _why_not(clause: Clause, asked: ReleaseRequest) -> str | None:
    if clause.to == "place_of_operator":
        if not asked.place:
            return "place_unknown"
        if not asked.place.startswith(asked.addressee.region):
            return "not_the_place"
    missing = set(clause.needs) - asked.papers
    return None if not missing else "place_typed" if missing == {PLACE_ON_RECORD} else "needs_paper"


def _decide(name: str, chosen: Clause, restricting: list[Clause], asked: ReleaseRequest) -> Decision:
    """Decide one field: the strictest of the clause that permits and all that restrict; what the permitting clause does not name stays closed."""
    found = [Decision(name, chosen.fields.get(name, chosen.fields.get("all", NEVER)), chosen.name if {name, "all"} & set(chosen.fields) else "")]
    for clause in restricting:
        if (rule := clause.fields.get(name)) and not _is_opened(clause, name, asked):
            found.append(Decision(name, rule, clause.name))
    return max(found, key=lambda one: RULES.index(one.rule))


def _is_opened(clause: Clause, name: str, asked: ReleaseRequest) -> bool:
    opening = clause.opens.get(name)
    return opening is not None and asked.purpose in opening.purposes and set(opening.needs) <= asked.papers
