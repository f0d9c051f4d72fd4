"""The office's home page."""

from django.db.models import F, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.office.dossiers.docket import (
    JOINED,
    deadlines_of_department,
    deadlines_of_others_here,
    dossiers_waiting_on_others,
    how_many,
    how_many_missed,
    with_next_deadline,
)
from mingjian.office.dossiers.leads import dossiers_to_open
from mingjian.office.dossiers.queue import awaiting_signature, deadlines_barred, first_awaiting, first_awaiting_colleagues
from mingjian.office.dossiers.shown import url_of
from mingjian.office.dossiers.stuck import stuck_here
from mingjian.office.lists.paging import first_and_count, said_count
from mingjian.office.models import Deadline, Officer
from mingjian.office.panels import asking_once
from mingjian.office.people.signin import officer_of
from mingjian.office.views.saved_views import views_of
from mingjian.office.web.news import besides, clock_of, news_for, words_of_clocks

LINES = 10
MOST_CLOCKS = 100  # of others in dossiers that stand here: counted so far, the first few shown


@require_safe
@asking_once()
def home(request: HttpRequest) -> HttpResponse:
    """Show an officer what is due, what is new and what waits on others; to the other duties, where their work is."""
    officer, at = officer_of(request), now()
    if officer.duty == Officer.Duty.AUDIT:
        return redirect("ledger")
    if officer.duty != Officer.Duty.WORK:
        return redirect("staff")
    due = deadlines_of_department(officer)
    waiting, waiting_count = first_and_count(dossiers_waiting_on_others(officer), "-moved_at", LINES)
    inside, inside_count = first_awaiting_colleagues(officer, LINES)
    mine, mine_count = first_awaiting(officer, 2 * LINES)  # as many again as may stand with their clocks below
    to_sign, pressing = awaiting_signature(officer), _most_pressing(due)
    clocks, barred = _clocks_of_others(officer), deadlines_barred(officer)
    prefetch_related_objects([*pressing, *clocks], *JOINED)  # of both at once
    to_open, stuck = dossiers_to_open(officer, at), stuck_here(officer)
    decided, signing, held_up = {one.pk for one in mine}, {one.dossier.pk: one for one in to_sign[:LINES]}, {one.dossier.pk for one in stuck[:LINES]}
    # One thing stands once: where its clock is shown, that line tells of it, and says that it waits for the officer; so does that of what nobody can take.
    with_clock = held_up | {one.dossier_id for one in clocks if one.pk in barred or one.due_with_id == officer.department_id}
    inside_count -= len(with_clock & {one.pk for one in inside})
    inside = [one for one in inside if one.pk not in with_clock]
    marked = ({deadline.dossier_id for deadline in pressing} | held_up) & (decided | signing.keys())
    to_decide = [one for one in mine if one.pk not in marked][:LINES]
    here = [*mine, *(one.dossier for one in stuck[:LINES]), *(one.dossier for one in to_sign[:LINES])]
    here += [*(one.dossier for one in to_open[:LINES]), *(one.dossier for one in pressing)]
    clocks_here = {clock_of(one.dossier, one.name) for one in pressing}
    told = news_for(officer, at)
    said, news = words_of_clocks(told), besides(told, {url_of(one) for one in here} | clocks_here)
    context = {
        "at": at,
        "to_sign": [one for one in to_sign[:LINES] if one.dossier.pk not in marked],
        "to_decide": [(one, due if _is_no_others(due, officer) else None) for one, due in with_next_deadline(to_decide)],
        "is_more_mine": mine_count > len(to_decide) + len(decided & marked),
        "to_open": to_open[:LINES],
        "stuck": stuck[:LINES],
        "stuck_count": said_count(len(stuck)),
        "mine_count": said_count(mine_count + len(to_sign) + len(to_open) - len(marked)),
        "due": [
            (one, one.dossier_id in decided, signing.get(one.dossier_id), said.get(clock_of(one.dossier, one.name)))  # a reminder stands with its clock
            for one in pressing
        ],
        "due_count": said_count(how_many(due)),
        "missed_count": said_count(how_many_missed(due, at)),
        "inside": with_next_deadline(inside),
        "clocks": [(clock, barred.get(clock.pk)) for clock in clocks[:LINES]],
        "waiting": with_next_deadline(waiting),
        "waiting_count": said_count(waiting_count + inside_count + len(clocks)),
        "news": news,
        "nothing_new": not any(part.lines or part.count != "0" for part in news),
        "views": views_of(officer),
    }
    return render(request, "office/home.html", context)


def _is_no_others(due: Deadline | None, officer: Officer) -> bool:
    """Return whether a clock is no other department's: a platform that is asked first has none, though that of whoever is to decide runs on."""
    return due is not None and due.due_with_id in {None, officer.department_id}


def _most_pressing(running: "QuerySet[Deadline]") -> list[Deadline]:
    """
    Return the deadlines with a day by their day, then those without: two questions, since an index answers each and no index the two together.

    Where they are no more than are shown, they are found first, in no order: a walk by the day goes through all the node's to find a few.
    """
    running = running.prefetch_related(None)
    keys = list(running.order_by().values_list("pk", flat=True)[: LINES + 1])
    if len(keys) <= LINES:
        return list(running.filter(pk__in=keys).order_by(F("due").asc(nulls_last=True), "id"))
    dated = list(running.filter(due__isnull=False).order_by("due", "id")[:LINES])
    return dated + list(running.filter(due__isnull=True).order_by("id")[: LINES - len(dated)])


def _clocks_of_others(officer: Officer) -> list[Deadline]:
    """Return the clocks of others in dossiers that stand here: those of dossiers that wait elsewhere are told with the dossier."""
    return list(deadlines_of_others_here(officer).prefetch_related(None).order_by(F("due").asc(nulls_last=True), "id")[:MOST_CLOCKS])
