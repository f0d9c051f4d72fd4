"""Open subject files out of a finding or dossier: of whoever is behind one shop, or of every member of a ring, each with its code and tied to the others."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from mingjian.core.errors import BadInput
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.operators.acts import add_link, open_subject
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.operators.queries import subjects_found_with, subjects_of_shop
from mingjian.institutions.operators.services.known import FOUND_WITH, Behind, Tie, behind_members, behind_source
from mingjian.office.models import Dossier, Officer
from mingjian.office.models.hidden import lookup


def open_behind(found: Behind, dossier: Dossier | None, *, by: Officer, at: datetime, ties: tuple[Tie, ...] = ()) -> Subject:
    """Open one file with what is known, and further `ties`. Raises BadInput where neither a shop, a party nor a name is known."""
    if not found.name:
        raise BadInput("没有网店、当事人或者名称，请从“主体”页手工建立。", "No shop, party or name is known: open the file by hand from the page of subjects.")
    told = {"subject_kind": found.kind, "subject_name": found.name, "subject_code": found.uscc, "ties": (*found.ties, *ties), "dossier": dossier}
    return open_subject(by=by, at=at, **{name: value for name, value in told.items() if value})


def open_members(finding: Finding, dossier: Dossier | None, *, by: Officer, at: datetime) -> tuple[list[Subject], list[Subject]]:
    """
    Open a file for each member of a ring, and for a source of parcels itself; return those made, and those that were there already.

    Shops with one credit code are one member. Each file has the finding itself as a possible link, by which it leads to the others: that they belong together
    is what the detector says, and nobody has confirmed it. One that is there already gets that link, and turns up in the dossier.
    """
    with transaction.atomic():
        members = _by_operator(behind_members(finding, by))
        known = {place: one for place, (shops, _) in enumerate(members) if (one := _on_file(shops, by))}
        tie = Tie(FOUND_WITH, finding.subject, f"发现 {finding.detector}", localdate(finding.found_at))
        made = [open_behind(found, dossier, by=by, at=at, ties=(tie,)) for place, (_, found) in enumerate(members) if place not in known and found.name]
        if source := behind_source(finding):
            there = next((one for one in subjects_found_with(by, finding.subject) if one.name == source.name), None)  # its users have the same link
            known |= {-1: there} if there else {}
            made += [] if there else [open_behind(source, dossier, by=by, at=at, ties=(tie,))]
        if not made and not known:
            raise BadInput("这条发现没有列出网店，请从“主体”页手工建立。", "The finding names no shop: open the files by hand from the page of subjects.")
        for one in known.values():
            _tie(one, tie, by, at)
            if dossier is not None:
                one.dossiers.add(dossier)
    return made, list(dict.fromkeys(known.values()))


def _by_operator(members: dict[str, Behind]) -> list[tuple[list[str], Behind]]:
    """Put the shops of one credit code together; a shop whose code nobody knows is its own."""
    parted: dict[str, tuple[list[str], list[Behind]]] = {}
    for shop, found in members.items():
        shops, behind = parted.setdefault(found.uscc or shop, ([], []))
        shops.append(shop)
        behind.append(found)
    return [
        (shops, Behind(behind[0].name, behind[0].uscc, tuple(dict.fromkeys(tie for one in behind for tie in one.ties)))) for shops, behind in parted.values()
    ]


def _on_file(shops: list[str], by: Officer) -> Subject | None:
    return next((one for shop in shops for one in subjects_of_shop(by, shop)), None)


def _tie(subject: Subject, tie: Tie, by: Officer, at: datetime) -> None:
    """Add a link to a file that is there already, unless it has it."""
    if not subject.links.filter(kind=tie.kind, value_key=lookup(tie.value)).exists() and subject.department_id == by.department_id:
        given = {"link_kind": tie.kind, "link_value": tie.value, "link_source": tie.source}
        add_link(subject, by=by, at=at, link_since=tie.since.isoformat() if tie.since else "", **given)
