"""The page of questions: what this node asked others, what others asked it, and how much of each budget is spent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from mingjian.core.errors import NotFound
from mingjian.core.wire.words import HIT_KINDS, PURPOSES
from mingjian.institutions.exchange.models import QuestionTaken
from mingjian.institutions.exchange.queries import peers_that_asked, questions_taken, questions_visible_to
from mingjian.institutions.exchange.services.node import has_register, register, sheet_of
from mingjian.institutions.exchange.services.questions import asked_today, budget_of, taken_today
from mingjian.institutions.exchange.services.titles import node_title
from mingjian.office.language import said
from mingjian.office.people.permissions import is_of_authority
from mingjian.office.people.signin import officer_of

LINES = 100


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show the newest questions both ways, with purpose and counts; which values were asked for, nobody can tell here."""
    officer, at = officer_of(request), now()
    if not is_of_authority(officer) or not has_register():
        raise NotFound("没有这个页面。", "There is no such page.")
    budget = budget_of(sheet_of(register())[0])
    asked = [(one, node_title(one.peer.node), said(PURPOSES[one.purpose]), _kinds(one.kinds)) for one in questions_visible_to(officer)[:LINES]]
    taken = [(one, node_title(one.peer.node), _purpose(one), _kinds(one.kinds)) for one in questions_taken()[:LINES]]
    peers = [(node_title(one.node), taken_today(one, at)) for one in peers_that_asked()]
    context = {"asked": asked, "taken": taken, "peers": peers, "budget": budget, "spent": asked_today(officer, at)}
    return render(request, "exchange/questions.html", context)


def _kinds(kinds: list[str] | dict[str, int]) -> list[str]:
    return [said(HIT_KINDS[kind]) for kind in kinds if kind in HIT_KINDS]


def _purpose(one: QuestionTaken) -> str:
    return said(PURPOSES[one.purpose]) if one.purpose in PURPOSES else one.purpose
