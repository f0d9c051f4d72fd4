"""What a neutral panel shows on its own dossier (the lot, to be drawn again by anybody; votes and effect), and on that of the notice it is about."""

from datetime import datetime

from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.redaction import masked
from mingjian.institutions.neutral.acts import ENDED_SHORT
from mingjian.institutions.neutral.services.by_code import panels_by_code
from mingjian.institutions.neutral.services.challenges import challenges_of
from mingjian.institutions.neutral.services.lot import draw_of, is_fixed, presiding
from mingjian.institutions.neutral.services.parties import PROCEDURE, side_of, sides_of
from mingjian.institutions.neutral.services.rows import addresses_of_panel, rows_of_panel
from mingjian.institutions.neutral.services.votes import GIVEN, votes_of
from mingjian.institutions.notices.models import Notice, OperatorReceipt
from mingjian.institutions.notices.queries import notice_of
from mingjian.office.dossiers.state import given
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel
from mingjian.office.people.permissions import may

SHOWN = 20  # addresses that a panel's page names


def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a panel's dossier the lot with all that is needed to draw it again; the votes once the opinion was given."""
    if not isinstance(thing, Dossier) or (found := draw_of(thing)) is None:
        return None
    names = {one.wire_name: one for one in Officer.objects.filter(roles__icontains="panelist").select_related("department")}
    first = presiding(found)
    lines = [(names.get(name), name, digest, name in found.drawn, name == first) for name, digest in found.ordered()]
    options = dict(rulebook().papers["panel_vote"].options)
    is_given = thing.state_text in GIVEN
    votes = [(names.get(who), options.get(vote), why) for who, vote, why in votes_of(thing)] if is_given else []
    effect = dict(rulebook().papers["panel_effect"].options).get(given(thing, "panel_effect", "tell_effect"))
    left_out = [(names.get(one["who"]), one["why"]) for one in found.left_out]
    passed_over = [(names.get(one["who"]), one["who"], one["why"]) for one in found.passed_over]
    sides = {"right_holder": Text("权利人", "the right holder"), "operator": Text("经营者", "the operator"), "platform": Text("平台", "the platform")}
    decisions = dict(rulebook().papers["challenge_decision"].options)
    challenged = [
        (names.get(one.member), one.member, sides.get(one.side), masked(one.why), decisions.get(one.decision), one.reason, one.at)
        for one in challenges_of(thing)
    ]
    context = {"challenged": challenged, "draw": found, "lines": lines, "votes": votes, "effect": effect, "left_out": left_out, "passed_over": passed_over}
    about = rows_of_panel(thing)
    return Panel("neutral/lot.html", {**context, "about": about, "addresses": addresses_of_panel(thing, about)[:SHOWN]}, 5, MAIN)


def on_receipt(thing: object, at: datetime) -> Panel | None:
    """Show on the public page of a notice, or of an operator's receipt, the way to the panels in which whoever has its code takes part."""
    notice, receipt = (thing, None) if isinstance(thing, Notice) else (thing.notice, thing) if isinstance(thing, OperatorReceipt) else (None, None)
    found = panels_by_code(notice, receipt) if notice else []
    return Panel("neutral/public/on_receipt.html", {"found": found[:5], "code": getattr(thing, "code", "")}, 60) if found else None


def on_notice(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on the dossier of a notice, for its sides, the panels about it and the way to ask for one."""
    notice = notice_of(thing) if isinstance(thing, Dossier) and thing.procedure != PROCEDURE else None
    if notice is None or not side_of(notice, officer.department_id) or not may(officer, "neutral.ask"):
        return None
    about = Dossier.objects.filter(procedure=PROCEDURE, subject=notice.number).order_by("-pk")
    found = [one for one in about if side_of(notice, officer.department_id, one)]  # of another operator it is not even told that there is one
    operators = sides_of(notice)["operator"]
    own = {officer.department_id} & operators or operators
    settled: set[int] = set().union(
        *(sides_of(notice, one)["operator"] for one in found if not one.is_closed or (is_fixed(one) and one.state_text != ENDED_SHORT))
    )
    may_ask = bool(own - settled) and notice.targets.filter(decided_at__isnull=False).exists()
    return Panel("neutral/of_notice.html", {"found": found[:5], "may_ask": may_ask, "number": notice.number}, 60) if found or may_ask else None
