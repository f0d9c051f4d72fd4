"""Questions about matters, each starting from what the officer may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet

from mingjian.core.errors import NotFound
from mingjian.core.identifiers.typed import is_code_valid
from mingjian.core.language import Text
from mingjian.core.linking.names import sort_of
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.elements import elements
from mingjian.institutions.matters.models import FACTS, OPEN, Answer, Charge, Exhibit, Fact, Matter, Offer, Party, Penalty
from mingjian.office.files.masked_copies import COPY
from mingjian.office.institution import parts
from mingjian.office.jobs.models import Job
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Dossier, Officer, SealedFile
from mingjian.office.panels import asked_once
from mingjian.office.people.permissions import dossiers_visible_to, sides_of
from mingjian.office.web.news import Line

MOST_FILES = 200  # offered at once
_NAMED = 3  # parties on the line of a matter
F = TypeVar("F", bound=Fact)


@dataclass(frozen=True)
class Known:
    """A row that is known before anybody types it: its model, its columns, whence. `of`: the name of the known party that an offer or exhibit is of."""

    model: type[Fact]
    values: Mapping[str, Any]
    source: str
    of: str = ""


def party_known(name: str, whence: str, *, code: str = "", address: str = "", head: str = "") -> Known:
    """
    Return a suspected party, of the kind that its code or name tells. A code that fails its check digit is no fact and is left out.

    A code that begins with 92 is an individual business's, whose `head` is who runs it. Whoever has a person's name and no code is a person, such as one who
    sells in a chat; what it is else an officer corrects by the licence.
    """
    code = "".join(code.split()).upper()
    is_valid = bool(code) and is_code_valid(code)
    if not is_valid and sort_of(name.strip()):
        return Known(Party, {"role": Party.Role.SUSPECT, "kind": Party.Kind.PERSON, "name": name, "address": address}, whence)
    is_firm = (is_valid and not code.startswith("92")) or any(word in name for word in ("公司", "厂", "合作社", "企业"))
    kind, whose = (Party.Kind.ORGANISATION, "head") if is_firm else (Party.Kind.BUSINESS, "operator")
    values = {"role": Party.Role.SUSPECT, "kind": kind, "name": name, "code": code if is_valid else "", "address": address, whose: head}
    return Known(Party, {**values, "licence": "营业执照" if is_valid else ""}, whence)


def known_of(dossier: Dossier) -> list[Known]:
    """Return what institutions above know of a dossier's matter (`knows_matter` on their manifests), each value with its source; parties first."""
    found: list[Known] = [one for tell in parts("knows_matter") for one in tell(dossier)]
    return sorted(found, key=lambda one: FACTS.index(one.model))


def line_of(matter: Matter) -> Line:
    """Describe a matter on one line, for whoever searched for it: its dossier, and the parties that it is against."""
    names = [one.name for one in rows_of(matter, Party)]
    more = f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    return Line(matter.called, matter.get_absolute_url(), f"{matter.lead.number} · {'、'.join(names[:_NAMED])}{more}")


def matters_visible_to(officer: Officer) -> QuerySet[Matter]:
    """Return the matters whose leading dossier lies with a department in the officer's view. Who has a seat only sees what a dossier discloses."""
    if officer.department_id is None or officer.duty != Officer.Duty.WORK:
        return Matter.objects.none()
    return Matter.objects.filter(sides_of(officer, "lead")[0]).select_related("lead__department")


def matter_visible_to(officer: Officer, number: str) -> Matter:
    """Return one by its number. Raises NotFound where there is none that the officer may see."""
    found = matters_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有案情 {number}。", f"There is no matter {number}.")
    return found


def _fact(officer: Officer, number: str, model: type[Fact]) -> Fact:
    of, _, place = number.rpartition("-")
    matter = matter_visible_to(officer, of)
    nth = number_in(place.removeprefix(model.letter)) if place.startswith(model.letter) else None
    found = model._default_manager.filter(matter=matter, nth=nth or 0).select_related("matter__lead__department").first()
    if found is None:
        raise NotFound(f"没有 {number}。", f"There is no {number}.")
    return found


def party_visible_to(officer: Officer, number: str) -> Fact:
    """Return a party by `matter-Pn`. Raises NotFound."""
    return _fact(officer, number, Party)


def offer_visible_to(officer: Officer, number: str) -> Fact:
    """Return an offer by `matter-On`. Raises NotFound."""
    return _fact(officer, number, Offer)


def exhibit_visible_to(officer: Officer, number: str) -> Fact:
    """Return an exhibit by `matter-En`. Raises NotFound."""
    return _fact(officer, number, Exhibit)


def charge_visible_to(officer: Officer, number: str) -> Fact:
    """Return a charge by `matter-Cn`. Raises NotFound."""
    return _fact(officer, number, Charge)


def penalty_visible_to(officer: Officer, number: str) -> Fact:
    """Return an item of a penalty by `matter-Dn`. Raises NotFound."""
    return _fact(officer, number, Penalty)


def answer_visible_to(officer: Officer, number: str) -> Fact:
    """Return a point of an answer by `matter-An`. Raises NotFound."""
    return _fact(officer, number, Answer)


def open_job(kind: str, matter: Matter) -> Job | None:
    """Return the newest open job of a kind for a matter that the caller may see."""
    return Job.objects.filter(kind=kind, args__matter=matter.number, state__in=Job.OPEN).order_by("-queued_at").first()


@asked_once
def matter_of(dossier: Dossier) -> Matter | None:
    """Return the matter that a dossier is about; None for one whose matter was never opened."""
    return Matter.objects.filter(dossiers__dossier=dossier).select_related("lead__department").first()


def matter_told_by(dossier: Dossier) -> Matter | None:
    """Return the matter that papers of a dossier are drawn from: its own, unless that has gone on to another department."""
    matter = matter_of(dossier)
    return matter if matter is not None and matter.lead.department_id == dossier.department_id else None


def suspects_of(matter: Matter) -> list[Party]:
    """Return the parties of the penalty, by their places."""
    return [one for one in rows_of(matter, Party) if one.role == Party.Role.SUSPECT]


def rows_of(matter: Matter, model: type[F], *, with_withdrawn: bool = False) -> list[F]:
    """Return the rows of a kind that stand, by their places."""
    return [row for row in _rows_of(matter, model) if with_withdrawn or row.standing == OPEN]


@asked_once
def _rows_of(matter: Matter, model: type[F]) -> list[F]:
    beside = [name for name in ("party", "offer") if any(field.name == name for field in model._meta.concrete_fields)]
    rows = model._default_manager.filter(matter=matter).order_by("nth")
    return list(rows.select_related(*beside) if beside else rows)


def matrix_of(exhibits: Sequence[Exhibit], charges: Sequence[Charge]) -> list[tuple[str, Text, list[tuple[int, Exhibit]], bool]]:
    """Return each element with its words, the exhibits that prove it by their places, and whether some charge has to prove it."""
    asked = {one for charge in charges for one in elements().of(charge.act)} or set(elements().default)
    labels = rulebook().vocabularies["elements"]
    return [(key, label, [(n, one) for n, one in enumerate(exhibits, 1) if key in one.proves], key in asked) for key, label in labels.items()]


def unproven(matter: Matter, exhibits: Sequence[Exhibit] | None = None, charges: Sequence[Charge] | None = None) -> list[Text]:
    """Return what has to be proven and nothing proves, but for what the head lets pass."""
    shown = matrix_of(rows_of(matter, Exhibit) if exhibits is None else exhibits, rows_of(matter, Charge) if charges is None else charges)
    return [label for key, label, proofs, is_asked in shown if is_asked and not proofs and key not in matter.excused]


def unlisted_files(matter: Matter, officer: Officer) -> list[SealedFile]:
    """Return the files of the matter's dossiers that stand in no exhibit yet and that the officer may see, the oldest first."""
    listed = Exhibit.objects.filter(matter=matter, standing=OPEN).exclude(sha256="").values("sha256")
    dossiers = dossiers_visible_to(officer).filter(in_matter__matter=matter)
    files = (
        SealedFile.objects.filter(dossier__in=dossiers)
        .exclude(sha256__in=listed)
        .exclude(came_from__startswith=COPY)
        .select_related("dossier")
        .order_by("sealed_at", "id")
    )
    return list({one.sha256: one for one in files}.values())[:MOST_FILES]
