"""Questions about special actions, each starting from what the officer may see; and the figures, from entries of the ledger."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjian.core.errors import NotFound
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.statistics import Event, Statistics, StatisticsRow, undone_by
from mingjian.institutions.campaigns.models import Campaign, Member, Task
from mingjian.institutions.clues.queries import clues_visible_to
from mingjian.office.dossiers import parents
from mingjian.office.lists import search
from mingjian.office.models import Dossier, Entry, Officer
from mingjian.office.papers.kinds import kind_of
from mingjian.office.people.permissions import dossiers_visible_to, is_of_authority, may_see

TABLE = "special_action"
MOST_PROPOSED = 20


def campaigns_visible_to(officer: Officer) -> QuerySet[Campaign]:
    """Return the special actions that the officer may see: those of dossiers in view, and those whose member the own department is."""
    if not is_of_authority(officer):
        return Campaign.objects.none()
    member = Q(pk__in=Member.objects.filter(department=officer.department_id).values("campaign")) & ~Q(dossier__state_text__in=["drafted", "not_held"])
    return Campaign.objects.filter(may_see(officer, "dossier") | member).select_related("dossier__department")


def campaigns_matching(officer: Officer, *, state: str, question: str) -> QuerySet[Campaign]:
    """Return those that a list asks for: `open`, `closed` or all, by words."""
    found = campaigns_visible_to(officer)
    if state in {"open", "closed"}:
        found = found.filter(dossier__is_closed=state == "closed")
    return search.search(found, "campaign", question)


def campaign_visible_to(officer: Officer, number: str) -> Campaign:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = campaigns_visible_to(officer).filter(dossier__number=number).first()
    if found is None:
        raise NotFound(f"没有专项行动 {number}。", f"There is no special action {number}.")
    return found


def running_for(officer: Officer) -> QuerySet[Campaign]:
    """Return the running special actions in which the officer's department takes part or which it leads."""
    own = Q(dossier__department=officer.department_id) | Q(pk__in=Member.objects.filter(department=officer.department_id).values("campaign"))
    return campaigns_visible_to(officer).filter(own, dossier__state_text="running")


def counting(dossier: Dossier, officer: Officer) -> QuerySet[Campaign]:
    """Return the special actions, in the officer's view, that count a dossier."""
    return campaigns_visible_to(officer).filter(matters__dossier__in=parents.behind(dossier)).distinct()


def tasks_waiting(officer: Officer) -> QuerySet[Dossier]:
    """Return the tasks that were given to the officer's department and that it did not receive yet."""
    return Dossier.objects.filter(department=officer.department_id, is_closed__in=[False], procedure="campaign_task", state_text="given")


def tasks_of(campaign: Campaign, officer: Officer) -> QuerySet[Task]:
    """Return the tasks of a special action by region, each with `is_open`: whether the officer may open it, or only knows that it was given."""
    in_view = dossiers_visible_to(officer).filter(pk=OuterRef("dossier"))
    return campaign.tasks.annotate(is_open=Exists(in_view)).select_related("dossier__department").order_by("dossier__department__region", "pk")


def proposed(campaign: Campaign, officer: Officer) -> list[tuple[Dossier, str]]:
    """
    Return clues of the officer's department, opened within the term, whose words hold a key word of the plan, each with that word; not those counted already.

    A proposal is no figure: an officer counts it.
    """
    counted = parents.from_these(campaign.matters.values_list("dossier", flat=True))
    term = {"dossier__opened_at__date__gte": campaign.starts_on, "dossier__opened_at__date__lte": campaign.ends_on}
    mine = clues_visible_to(officer).filter(dossier__department=officer.department_id, **term).exclude(dossier__in=counted)
    found: dict[int, tuple[Dossier, str]] = {}
    for word in campaign.key_words():
        for clue in search.search(mine, "clue", word)[:MOST_PROPOSED]:
            found.setdefault(clue.dossier_id, (clue.dossier, word))
    return list(found.values())[:MOST_PROPOSED]


@dataclass(frozen=True)
class Figure:
    """One row of the table: the row, its figure, and the events behind it."""

    row: StatisticsRow
    value: Decimal
    events: list[Event]
    target: int | None = None

    @property
    def share(self) -> int | None:
        """Return whole per cent of its target; None without one, or where that is nought."""
        return int(100 * self.value / self.target) if self.target else None


def table_of_actions() -> Statistics:
    """Return the table of a special action, as the rulebook has it."""
    return rulebook().statistics[TABLE]


def figures(campaign: Campaign, since: datetime | None = None) -> list[Figure]:
    """Count every row of the table over the entries of the matters and tasks of a special action; `since`: those that happened from then on."""
    happened, undo = events_of(campaign), undone_by(rulebook().sheets)
    found = [_since(one, since) for one in _figures(happened, undo)]
    return found if since else [replace(one, target=campaign.targets.get(one.row.key)) for one in found]


def _since(figure: Figure, since: datetime | None) -> Figure:
    """Return a figure of what happened from an instant on; what was undone meanwhile is in neither."""
    if since is None:
        return figure
    events = [event for event in figure.events if event.at >= since]
    return Figure(figure.row, figure.row.figure(events), events)


def _figures(happened: list[Event], undo: Any) -> list[Figure]:
    return [Figure(row, row.figure(events), events) for row in table_of_actions().rows if (events := row.events(happened, undo)) is not None]


def events_of(campaign: Campaign) -> list[Event]:
    """Return every step of the dossiers that a special action counts, of whatever arose from them (the clue's case, the case's transfer), and of its tasks."""
    held = parents.from_these(campaign.matters.values_list("dossier", flat=True))
    counted = Q(dossier__in=held) | Q(dossier__in=campaign.tasks.values("dossier"))
    entries = Entry.objects.filter(counted).select_related("dossier").order_by("index")
    return [event for entry in entries if (event := _event(entry))]


def dossiers_behind(figure: Figure) -> dict[str, Dossier]:
    """Return the dossiers that a figure counts, by number, with who holds each."""
    numbers = [event.number for event in figure.events]
    return {one.number: one for one in Dossier.objects.filter(number__in=numbers).select_related("department")}


def task_of(dossier: Dossier) -> Task:
    """Return the task beside a dossier, with its campaign. Raises NotFound."""
    found = Task.objects.select_related("campaign__dossier__department").filter(dossier=dossier).first()
    if found is None:
        raise NotFound(f"没有任务 {dossier.number}。", f"There is no task {dossier.number}.")
    return found


def _event(entry: Entry) -> Event | None:
    step, _, manner = entry.kind.partition(":")
    if manner or entry.dossier is None:  # a first signature is no step taken
        return None
    papers: dict[str, Any] = json.loads(entry.body).get("papers") or {}
    return Event(entry.dossier.number, entry.dossier.procedure, step, entry.at, dict(_sums(papers.items())))


def _sums(papers: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Decimal]]:
    for name, value in papers:
        known = rulebook().papers.get(name)
        if known and (found := kind_of(known).sum_of(value)) is not None:
            yield name, found
