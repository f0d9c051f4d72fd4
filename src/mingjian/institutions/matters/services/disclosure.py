"""What a department of another side reads of a matter, on a dossier in which it has a seat: the same rows as the holder's, and in words what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.disclosures import Reader, Withheld, reader_of
from mingjian.institutions.matters.models import Answer, Charge, Exhibit, Matter, MatterDossier, Offer, Party, Penalty
from mingjian.institutions.matters.queries import rows_of
from mingjian.office.dossiers.parents import behind
from mingjian.office.models import Department, Dossier
from mingjian.office.panels import asked_once

#: As which kind of department the holder sees beforehand what others will read.
_BEFOREHAND = Department.Kind.POLICE


@dataclass(frozen=True)
class ShownParty:
    """A party as another side reads it: name, address and who runs it are empty where a natural person is not named."""

    nth: int
    role: Text
    kind: str
    name: str
    code: str
    address: str
    head: str


@dataclass(frozen=True)
class LeftOut:
    """One thing that is withheld: in words, with its article, and of how many rows; none where it is no count of rows."""

    text: Text
    ground: str
    count: int | None


@dataclass(frozen=True)
class Disclosed:
    """A matter as a reader sees it. What the reader is not shown stands in `left_out`, where the matter holds it; `since`: when the seat was given."""

    reader: Reader
    parties: Sequence[ShownParty]
    offers: Sequence[Offer]
    charges: Sequence[Charge]
    exhibits: Sequence[tuple[int, Exhibit, list[Text]]]
    left_out: Sequence[LeftOut]
    since: datetime | None = None


def disclosed_on(dossier: Dossier, department: Department | None, about: Dossier | None = None) -> Disclosed | None:
    """
    Return what a department reads of the matter behind a dossier; `about`: the dossier that it is on, where it did not arise from it.

    None for a department without a seat, of a kind that reads nothing, and for a dossier without a matter. Whose matter it is sees what police would read.
    """
    matter = matter_behind(about or dossier) if department is not None else None
    if department is None or matter is None:
        return None
    if matter.lead.department_id == department.pk:
        reader = reader_of(_BEFOREHAND)
        return _as_read(matter, reader, None) if reader else None
    reader, seat = reader_of(department.kind), dossier.seats.filter(department=department).first()
    return _as_read(matter, reader, seat.since) if reader and seat else None


@asked_once
def matter_behind(dossier: Dossier) -> Matter | None:
    """Return the matter of a dossier, or of the nearest that it arose from; None where none was opened."""
    places = {pk: nth for nth, pk in enumerate(behind(dossier))}
    found = MatterDossier.objects.filter(dossier__in=places).select_related("matter__lead__department")
    nearest = min(found, key=lambda one: places[one.dossier_id], default=None)
    return nearest.matter if nearest else None


def _as_read(matter: Matter, reader: Reader, since: datetime | None) -> Disclosed:
    labels = rulebook().vocabularies["elements"]
    parties = rows_of(matter, Party)
    exhibits = rows_of(matter, Exhibit) if reader.shows("exhibits") else []
    return Disclosed(
        reader,
        [_party(one, names_persons=reader.names_persons) for one in parties if one.role in reader.parties],
        rows_of(matter, Offer) if reader.shows("offers") else [],
        rows_of(matter, Charge) if reader.shows("charges") else [],
        [(nth, one, [labels[key] for key in one.proves if key in labels]) for nth, one in enumerate(exhibits, 1)],
        [LeftOut(held.text, held.ground, count) for held, count in _left_out(matter, reader, parties) if count is None or count > 0],
        since,
    )


def _party(party: Party, *, names_persons: bool) -> ShownParty:
    role, kind = dict(rulebook().papers["party_role"].options)[party.role], str(party.get_kind_display())
    if party.kind == Party.Kind.PERSON and not names_persons:
        return ShownParty(party.nth, role, kind, "", "", "", "")
    head = party.operator if party.kind == Party.Kind.BUSINESS else party.head  # both are natural persons
    return ShownParty(party.nth, role, kind, party.name, party.code, party.premises or party.address, head if names_persons else "")


def _left_out(matter: Matter, reader: Reader, parties: Sequence[Party]) -> list[tuple[Withheld, int | None]]:
    """Return what is withheld, each with how many rows of the matter it is about."""
    shown = [one for one in parties if one.role in reader.parties]
    counts: Mapping[str, int | None] = {
        "persons": sum(one.kind == Party.Kind.PERSON for one in shown),
        "parties": sum(one.role not in reader.parties and one.role != Party.Role.COMPLAINANT for one in parties),
        "complainant": sum(one.role == Party.Role.COMPLAINANT for one in parties),
        "identity": sum(bool(one.id_number or one.phone) for one in shown),
        "exhibits": len(rows_of(matter, Exhibit)),
        "sums": None,
        "penalty": len(rows_of(matter, Penalty)) + len(rows_of(matter, Answer)),
    }
    return [(held, counts[key]) for key, held in reader.withheld.items()]
