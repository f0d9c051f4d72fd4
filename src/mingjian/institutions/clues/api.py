"""Clues through the API: come in, be listed, be read. Their steps are those of their dossiers."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.timezone import localtime, now
from ninja import Field, ModelSchema, Router, Schema, Status

from mingjian.institutions.clues.grounds.opening import take_up_together
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import clue_of_key, register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.clues.queries import clue_visible_to, clues_matching
from mingjian.institutions.clues.services.known_facts import completed
from mingjian.institutions.monitoring.queries import finding_visible_to
from mingjian.office.api.dossiers import Words, words_told
from mingjian.office.api.keys import Key
from mingjian.office.lists.paging import ROWS, page_of
from mingjian.office.models import Officer
from mingjian.office.particulars.schemas import ValuesIn
from mingjian.office.people.handling import WITHHELD, is_withheld, marks_on
from mingjian.office.people.signin import officer_of
from mingjian.office.strict import StrictIn

router = Router(tags=["clues"])
#: Fields that say where a clue stands and not what it is about.
_STANDING = ("source", "received_at", "result", "result_ground")
SourceAsked = Annotated[str, Field(json_schema_extra={"enum": ["", *Clue.Source.values]})]


class ReporterIn(ValuesIn, of=Reported):
    """Who reported it. Kept apart, never given back through the API."""


class ClueIn(ValuesIn, of=Intake):
    """A clue as it comes in: a source, a suspected act and what it is about. `original_number`, or the same `key`, makes a repeated request the same clue."""

    key: Key = None
    reporter: ReporterIn | None = None


class ClueOut(ModelSchema):
    """
    A clue without its reporter. `handling`: who gave content to it, and how that may be used further.

    Where the code keeps it with another department, what it says is empty and its title says so.
    """

    number: str
    title: str
    state: str | dict[str, str]
    holder: int
    joined_to: str | None
    findings: list[int]
    filled: list[str]
    handling: list[Words]

    class Meta:
        model = Clue
        exclude = ("id", "dossier", "joined_to", "dispatched_to")

    @staticmethod
    def resolve_number(clue: Clue) -> str:
        return clue.dossier.number

    @staticmethod
    def resolve_title(clue: Clue) -> str:
        return clue.dossier.title

    @staticmethod
    def resolve_state(clue: Clue) -> str | dict[str, str]:
        return clue.dossier.state

    @staticmethod
    def resolve_holder(clue: Clue) -> int:
        return clue.dossier.department_id

    @staticmethod
    def resolve_handling(clue: Clue) -> list[dict[str, str]]:
        return [words_told(one.said) for one in marks_on(clue.dossier)]

    @staticmethod
    def resolve_findings(clue: Clue) -> list[int]:
        """Return what it rests on: the finding that it was opened for, then those taken in."""
        return [*([clue.finding_id] if clue.finding_id else []), *(one.finding_id for one in clue.further.all())]

    @staticmethod
    def resolve_joined_to(clue: Clue) -> str | None:
        return clue.joined_to.dossier.number if clue.joined_to else None


class CluesOut(Schema):
    """Some clues, and the mark to ask for the next ones with (empty at the end)."""

    clues: list[ClueOut]
    after: str


class FindingTaken(StrictIn):
    """Which finding is taken up, and which further ones of the same subject together with it as one clue. The same `key` again gives the same clue."""

    finding: int
    further: tuple[int, ...] = ()
    key: Key = None


@router.get("", response=CluesOut)
def list_clues(request: HttpRequest, state: str = "", held: str = "", source: SourceAsked = "", q: str = "", after: str = "") -> dict[str, Any]:
    """List the clues that the officer may see, the newest first."""
    found = clues_matching(officer_of(request), state=state, held=held, source=source, question=q)
    page = page_of(found.select_related("joined_to__dossier").prefetch_related("further"), ("-dossier_id",), after)
    return {"clues": [_as_it_may_go(one, officer_of(request)) for one in page.rows], "after": page.after}


@router.post("", response={201: ClueOut})
def send_clue(request: HttpRequest, sent: ClueIn) -> Status[Clue]:
    """Register a clue for the officer's department. What it leaves empty is filled from the node's records, nothing overwritten; `filled` says which fields."""
    officer, at = officer_of(request), now()
    told = sent.values()
    if before := clue_of_key(officer, sent.key, told):
        return Status(201, before)
    ((intake, filled),) = completed([told], officer, localtime(at).date())
    return Status(201, register(intake, by=officer, at=at, filled=filled, key=sent.key, sent=(told,)))


@router.post("/take_up", response={201: ClueOut})
def take_finding_up(request: HttpRequest, taken: FindingTaken) -> Status[Clue]:
    """Take a finding up as a clue, once; with further ones of the same subject, which somebody else may be quicker with, as one clue that rests on them all."""
    officer = officer_of(request)
    asked = (taken.finding, taken.further)
    if before := clue_of_key(officer, taken.key, *asked):
        return Status(201, before)
    findings = [finding_visible_to(officer, one) for one in dict.fromkeys([taken.finding, *taken.further[:ROWS]])]
    return Status(201, take_up_together(findings, by=officer, at=now(), key=taken.key, sent=asked).clue)


@router.get("/{number}", response=ClueOut)
def one_clue(request: HttpRequest, number: str) -> Clue:
    """Return one clue; one that the officer may not see does not exist for them."""
    officer = officer_of(request)
    return _as_it_may_go(clue_visible_to(officer, number), officer)


def _as_it_may_go(clue: Clue, officer: Officer) -> Clue:
    """Return a clue for a system of an officer: what its handling code keeps with its holder is left empty. Nothing of it is saved."""
    if is_withheld(marks_on(clue.dossier), clue.dossier, officer):
        for field in Clue._meta.concrete_fields:
            if field.name not in _STANDING and not field.is_relation and not field.primary_key:
                setattr(clue, field.name, [] if field.name == "filled" else None if field.null else "")
        clue.dossier.title = WITHHELD.zh
    return clue
