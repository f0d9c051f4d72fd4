"""The office's own pages: home, and whether the node answers."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.office.desk.news import news_for
from mingjian.office.dossiers.docket import deadlines_of_department, deadlines_of_others, dossiers_waiting_on_others
from mingjian.office.dossiers.turns import awaiting_signature, dossiers_awaiting, dossiers_awaiting_colleagues
from mingjian.office.lists.paging import COUNTED, capped
from mingjian.office.models import Deadline, Dossier, Officer
from mingjian.office.people.signin import officer_of
from mingjian.office.views.keeping import views_of

LINES = 10


@login_not_required
@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """Say that the node answers and its database does, without signing in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show an officer what is due, what is new and what waits on others; to the other duties, where their work is."""
    officer, at = officer_of(request), now()
    if officer.duty == Officer.Duty.AUDIT:
        return redirect("ledger")
    if officer.duty != Officer.Duty.WORK:
        return redirect("staff")
    due = deadlines_of_department(officer)
    waiting, inside, mine = dossiers_waiting_on_others(officer), dossiers_awaiting_colleagues(officer), dossiers_awaiting(officer)
    to_sign = awaiting_signature(officer)
    context = {
        "at": at,
        "to_sign": to_sign[:LINES],
        "to_decide": _with_next_deadline(mine, longest_first=True),
        "mine_count": capped(mine, len(to_sign)),
        "due": _most_pressing(due),
        "due_count": capped(due),
        "missed_count": capped(due.filter(due__lt=at, suspended_since__isnull=True)),
        "inside": _with_next_deadline(inside, longest_first=True),
        "clocks": _clocks_of_others(officer),
        "waiting": _with_next_deadline(waiting),
        "waiting_count": capped(waiting, inside.order_by()[:COUNTED].count()),
        "news": news_for(officer, at),
        "views": views_of(officer),
    }
    return render(request, "office/home.html", context)


def _most_pressing(running: "QuerySet[Deadline]") -> list[Deadline]:
    """The deadlines with a day by their day, then those without: two questions, since an index answers each and no index the two together."""
    dated = list(running.filter(due__isnull=False).order_by("due", "id")[:LINES])
    return dated + list(running.filter(due__isnull=True).order_by("id")[: LINES - len(dated)])


def _clocks_of_others(officer: Officer) -> list[Deadline]:
    """The clocks of others in dossiers that stand here: those of dossiers that wait elsewhere are told with the dossier."""
    return list(deadlines_of_others(officer).filter(dossier__department=officer.department_id).order_by(F("due").asc(nulls_last=True), "id")[:LINES])


def _with_next_deadline(waiting: "QuerySet[Dossier]", *, longest_first: bool = False) -> list[tuple[Dossier, Deadline | None]]:
    found = list(waiting.order_by("moved_at" if longest_first else "-moved_at")[:LINES])
    running = Deadline.objects.filter(dossier__in=found, closed_at__isnull=True).order_by(F("due").desc(nulls_first=True))
    soonest = {deadline.dossier_id: deadline for deadline in running}
    return [(dossier, soonest.get(dossier.pk)) for dossier in found]
