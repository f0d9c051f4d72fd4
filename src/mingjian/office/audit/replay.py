"""Entries replayed: what they say of dossiers, officers and things, against what the rows say. It holds for entries of before anything was sealed, too."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps

from mingjian.core.language import Text
from mingjian.office.audit.entries import AuditedEntry
from mingjian.office.institution import institutions
from mingjian.office.models import Deadline, Dossier, OfDossier, Officer, Standing
from mingjian.office.record.difference import Difference
from mingjian.office.record.row_digests import UNREADABLE, wire_name_of


@dataclass
class Replayed:
    """What the entries of one dossier say it is: each value with the index of the entry that said it last."""

    said: dict[str, tuple[Any, int]] = field(default_factory=dict)
    due: dict[str, tuple[str | None, int]] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)

    def take(self, told: AuditedEntry) -> None:
        """Take one entry in, in the order of the ledger."""
        body = told.body
        for name in ("title", "subject", "procedure"):
            if name in body and "sheet" in body:
                self.said[name] = (body[name], told.index)
        if "sheet" in body:
            self.said["sheet"] = (str(body["sheet"]).partition("#")[0], told.index)
            self.said.setdefault("opened_by", (body.get("by"), told.index))
            self.said["sector"] = (body.get("sector", ""), told.index)
        for name in ("state", "holder"):
            if body.get(name):
                self.said[name] = (body[name], told.index)
        for name in body.get("closed") or ():
            self.closed[name] = told.index
            self.due.pop(name, None)
        for one in body.get("opened") or ():
            self.due[one["name"]] = (one["due"], told.index)
            self.closed.pop(one["name"], None)


def of_dossiers(told: Collection[AuditedEntry], only: Collection[int] | None = None) -> Iterator[Difference]:
    """Return what dossiers show that their entries do not say; `only` those of these keys."""
    replayed: dict[int, Replayed] = {}
    for one in told:
        if one.dossier is not None and one.body.get("form") == 2 and (only is None or one.dossier in only):
            replayed.setdefault(one.dossier, Replayed()).take(one)
    running: dict[int, dict[str, list[Deadline]]] = {}
    rows = Deadline.objects.all() if only is None else Deadline.objects.filter(dossier__in=only)
    for deadline in rows.order_by("id").iterator(chunk_size=2000):
        running.setdefault(deadline.dossier_id, {}).setdefault(deadline.name, []).append(deadline)
    dossiers = Dossier.objects.filter(pk__in=replayed) if only is not None else Dossier.objects.all()
    for dossier in dossiers.select_related("department", "opened_by").iterator(chunk_size=500):
        if dossier.pk in replayed:
            try:
                yield from list(_dossier(dossier, replayed[dossier.pk], running.get(dossier.pk, {})))
            except UNREADABLE:
                said = Text(f"{dossier.number} 的数据行不可读。", f"The row of {dossier.number} cannot be read.")
                yield Difference("row", dossier.number, None, said)


def _dossier(dossier: Dossier, replayed: Replayed, running: Mapping[str, list[Deadline]]) -> Iterator[Difference]:
    shown = {
        "state": dossier.state,
        "holder": dossier.department.wire_name,
        "title": dossier.title,
        "subject": dossier.subject,
        "procedure": dossier.procedure,
        "sheet": f"{dossier.procedure}@{dossier.sheet_in_force.isoformat()}",
        "sector": dossier.sector,
        "opened_by": dossier.opened_by.wire_name,
    }
    for name, (said, index) in replayed.said.items():
        if shown[name] != said:
            kind = name if name in ("state", "holder", "title") else "row"
            yield _differs(kind, dossier, index, WORDS[name], said, shown[name])
    yield from _deadlines(dossier, replayed, running)


def _deadlines(dossier: Dossier, replayed: Replayed, running: Mapping[str, list[Deadline]]) -> Iterator[Difference]:
    for name, (due, index) in replayed.due.items():
        rows = running.get(name, [])
        shown = {one.due.isoformat() if one.due else None for one in rows}
        if _instant(due) not in {_instant(one) for one in shown}:
            yield _differs("deadline", dossier, index, Text(f"期限 {name}", f"deadline {name}"), due, ", ".join(map(str, shown)) or None)
    for name, index in replayed.closed.items():
        if any(one.closed_at is None for one in running.get(name, ())):
            yield _differs("deadline", dossier, index, Text(f"期限 {name}", f"deadline {name}"), "closed", "open")


def _instant(text: str | None) -> object:
    return datetime.fromisoformat(text) if text and len(text) > len(date.min.isoformat()) else text


WORDS = {
    "state": Text("状态", "state"),
    "holder": Text("承办部门", "holder"),
    "title": Text("名称", "title"),
    "subject": Text("对象", "subject"),
    "procedure": Text("程序", "procedure"),
    "sheet": Text("程序表版本", "version of the sheet"),
    "sector": Text("程序表所属部门", "whose sheet it is"),
    "opened_by": Text("开立人", "who opened it"),
}


def _differs(kind: str, dossier: Dossier, index: int, what: Text, said: object, shown: object) -> Difference:
    about = wire_name_of(dossier) or dossier.number
    text = Text(
        f"{dossier.number} 的{what.zh}现为“{_plain(shown)}”，而第 {index} 条记录为“{_plain(said)}”。",
        f"{dossier.number}: {what.en} is now {_plain(shown)!r}; entry {index} says {_plain(said)!r}.",
    )
    return Difference(kind, about, index, text)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def of_officers(told: Collection[AuditedEntry]) -> Iterator[Difference]:
    """Return the officers whose duty, roles or leave to sign in are not what was last granted."""
    said: dict[str, dict[str, tuple[Any, int]]] = {}
    for one in told:
        who = said.setdefault(str(one.body.get("about")), {})
        if one.kind == "officer_granted":
            who |= {"duty": (one.body["duty"], one.index), "roles": (one.body["roles"], one.index)}
        elif one.kind == "officer_roles_ended":
            who["roles"] = ([], one.index)
        elif one.kind in ("officer_activated", "officer_deactivated"):
            who["is_active"] = (one.kind == "officer_activated", one.index)
    for officer in Officer.objects.all():
        for name, (value, index) in said.get(wire_name_of(officer), {}).items():
            shown = getattr(officer, name)
            if shown != value:
                text = Text(
                    f"{officer.username} 的 {name} 现为 {_plain(shown)}，而第 {index} 条记录为 {_plain(value)}。",
                    f"{officer.username}: {name} is now {_plain(shown)}; entry {index} says {_plain(value)}.",
                )
                yield Difference("role", officer.wire_name, index, text)


def of_things(told: Collection[AuditedEntry]) -> Iterator[Difference]:
    """
    Return the things that acts are done to whose state is not where the last act led; the manifests say which there are.

    Left out are those whose manifest says that their state moves without an entry about them: what other nodes send and answer is entered envelope by envelope.
    """
    stands: dict[str, tuple[str, int]] = {}
    for one in told:
        if "stands" in one.body and "about" in one.body:
            stands[str(one.body["about"]).partition("#")[0]] = (one.body["stands"], one.index)
    if not stands:
        return
    drifting = {label for one in institutions() for label, columns in one.drifts.items() if {"*", "state"} & set(columns)}
    for thing in (thing for one in institutions() for thing in one.things):
        model = apps.get_model(thing.model)
        if issubclass(model, OfDossier) or model._meta.label in drifting:
            continue
        known = Standing.objects.filter(model=model._meta.label).values("row")
        for row in model._base_manager.filter(pk__in=known).iterator(chunk_size=500):
            name = wire_name_of(row).partition("#")[0]
            state = str(getattr(row, "state", ""))
            if name in stands and stands[name][0] != state:
                where, index = stands[name]
                text = Text(f"{name} 的状态现为“{state}”，而第 {index} 条记录为“{where}”。", f"{name}: state is now {state!r}; entry {index} says {where!r}.")
                yield Difference("state", name, index, text)
