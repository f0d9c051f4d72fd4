"""The outbox: items for other nodes are written in the transaction of the step that sends them; what the agreement says is asked here, and again at packing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from mingjian.core.agreement.release import Decision, Party, Refused, Release, ReleaseRequest, governed, release
from mingjian.core.agreement.sheet import Agreement
from mingjian.core.wire.envelope import said_item
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.register import Register
from mingjian.institutions.exchange.models import Outgoing, Peer, RecordVersion
from mingjian.institutions.exchange.services.node import here, member, party, sheet_of
from mingjian.institutions.exchange.services.node import register as in_force
from mingjian.office.models import Officer

#: The clause under which corrections, recalls and answers follow a record.
FOLLOWING = "correction_and_recall"


def question(kind: str, fields: Iterable[str], purpose: str, node: str, *, place: str = "", papers: Iterable[str] = ()) -> dict[str, Any]:
    """Put what an officer asks to give into the form that is kept with each item: the agreement is asked again when it is packed."""
    return {"kind": kind, "fields": sorted(fields), "purpose": purpose, "node": node, "place": place, "papers": sorted(papers)}


def following(node: str, decisions: Iterable[dict[str, str]] = ()) -> dict[str, Any]:
    """Return the question of something that follows a record that went before, with the fields that its copy has."""
    return {"follows": FOLLOWING, "node": node, "decisions": list(decisions)}


def decide(asked: dict[str, Any], on: date, under: Register | None = None) -> Release | Refused:
    """Ask the agreement in force what may go. Raises Refusal where this node takes part in none, NotFound where the register names no such node."""
    one = under or in_force()
    sheet, is_signed = sheet_of(one)
    to, sender = party(member(asked["node"])), here(one)
    if "follows" in asked:
        return _governed(sheet, asked, to, sender, is_signed)
    papers = frozenset(asked["papers"])
    told = ReleaseRequest(asked["kind"], tuple(asked["fields"]), asked["purpose"], sender, to, on, asked["place"], papers)
    return release(sheet, told, is_signed=is_signed)


def _governed(sheet: Agreement, asked: dict[str, Any], to: Party, sender: Party, is_signed: bool) -> Release | Refused:
    if not is_signed:
        return Refused("not_signed")
    if asked["follows"] not in sheet.clauses:
        return Refused("no_clause")
    return governed(sheet, asked["follows"], to, sender, [Decision(**one) for one in asked["decisions"]])


def granted(asked: dict[str, Any], on: date) -> Release:
    """Return the release of a question. Raises Refusal where the agreement gives none."""
    decided = decide(asked, on)
    if isinstance(decided, Refused):
        raise Refusal(decided.why)
    return decided


def queue_record(peer: Peer, version: RecordVersion, asked: dict[str, Any], *, by: Officer | None, at: datetime) -> Outgoing:
    """Queue a version of a record for a node."""
    return Outgoing.objects.create(peer=peer, kind="record", name=version.record.name, version=version, asked=asked, queued_at=at, by=by)


def queue_word(peer: Peer, kind: str, name: str, asked: dict[str, Any], *, by: Officer | None, at: datetime, **told: str) -> Outgoing:
    """Queue what is said of a record: a kind of the closed list, with words of closed lists, names and days. Content goes as a record alone."""
    return Outgoing.objects.create(peer=peer, kind=kind, name=name, item=said_item(kind, name, **told), asked=asked, queued_at=at, by=by)
