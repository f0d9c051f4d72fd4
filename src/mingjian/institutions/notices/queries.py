"""Questions about notices and rights, each starting from what the officer may see, or from the code that a sender keeps."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least
from django.utils.timezone import localdate, now

from mingjian.core.errors import NotFound, TooMuch, UnknownCode
from mingjian.institutions.notices.models import (
    COPYRIGHT,
    ECOMMERCE,
    REFUSED,
    SENT,
    SERVICE,
    Addition,
    FigureAppeal,
    Notice,
    OperatorAnswer,
    Right,
    RightPicture,
    SellerDecision,
    Target,
)
from mingjian.office.lists import search
from mingjian.office.models import Deadline, Department, Dossier, Officer
from mingjian.office.models.hidden import code_key
from mingjian.office.people.permissions import may, may_see, sides_of

PROCEDURE, WAIT = "notice_and_delete", "right_holder_acts"
#: The procedure that a notice goes through, by the law under which it was sent.
PROCEDURES = {ECOMMERCE: PROCEDURE, COPYRIGHT: "notice_copyright", SERVICE: "notice_network_service"}
ENDS_SOON = timedelta(days=30)  # this house's own; a registration is renewed within months, a power of attorney within a day
_NEVER = Value(date.max, output_field=DateField())
MOST_OF_NOTICE = 2 * 2**30  # bytes that the portal takes for one notice
FORM = 64 * 2**10  # bytes of a form beside its files
LARGE_FORM = 8 * 2**20  # bytes of a form with thousands of addresses; more of them, or longer ones, come as a file
MOST_OF_FILE = 300 * 2**20  # bytes of one file that is added to a notice, or comes with it


def notices_visible_to(officer: Officer) -> QuerySet[Notice]:
    """Return the notices that went to the officer's platform or came from the own department, and those of dossiers that they may see."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Notice.objects.none()
    own = Q(department=officer.department_id) | Q(sent_by__department=officer.department_id)
    return Notice.objects.filter(own | (Q(dossier__isnull=False) & may_see(officer, "dossier"))).select_related("department", "right", "dossier", "sent_by")


def sides_of_notices(officer: Officer) -> list[QuerySet[Notice]]:
    """Return the same, as what went to the own platform, what the own department sent, and what became dossiers in view."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return []
    own = (Q(department=officer.department_id), Q(sent_by__in=Officer.objects.filter(department=officer.department_id).order_by().values("pk")))
    named = Q(dossier__procedure__in=PROCEDURES.values())  # since an index of dossiers begins with both
    dossiers = (one & named for one in sides_of(officer, "dossier"))
    return [Notice.objects.filter(one) for one in (*own, *dossiers)]


def notices_matching(officer: Officer, *, state: str, question: str) -> QuerySet[Notice]:
    """Return those that a list asks for: `sent`, `open`, `closed` or all, by words."""
    found = notices_visible_to(officer)
    if state == SENT:
        found = found.filter(standing=SENT)
    elif state in {"open", "closed"}:
        found = found.filter(dossier__is_closed=state == "closed")
    return search.search(found, "notice", question)


def without_addresses(found: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return notices with `first_address` alone of what they name: one may name ten thousand, and a list shows the first."""
    first = Target.objects.filter(notice=OuterRef("pk"), position=1).values("address")[:1]
    return found.defer("addresses", "facts").annotate(first_address=Subquery(first))


def notice_visible_to(officer: Officer, number: str) -> Notice:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = notices_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有侵权通知 {number}。", f"There is no notice {number}.")
    return found


def right_visible_to(officer: Officer, number: str) -> Right:
    """Return a right of the locker: to its platform, to whoever holds it or acts for its holder, and to whoever may see a notice that rests on it."""
    seen = Q(pk__in=notices_visible_to(officer).values("right"))
    own = Q(department=officer.department_id) if may(officer, "notices.handle") else Q(pk__in=[])
    found = Right.objects.filter(seen | own | rights_held(officer), number=number).select_related("department", "settled_by", "agent_account").first()
    if found is None:
        raise NotFound(f"没有权利 {number}。", f"There is no right {number}.")
    return found


def rights_ending(officer: Officer, on: date) -> QuerySet[Right]:
    """
    Return the rights kept that end, or whose power of attorney ends, within ENDS_SOON days from `on` (Beijing day), the one that ends first at the head.

    Refused ones are no rights.
    """
    soon = (on, on + ENDS_SOON)
    found = rights_kept_by(officer).filter(Q(until__range=soon) | Q(~Q(agent=""), attorney_until__range=soon)).exclude(standing=REFUSED)
    return found.order_by(Least(Coalesce("until", _NEVER), Coalesce("attorney_until", _NEVER)), "pk")


def notice_of(dossier: Dossier) -> Notice | None:
    """Return the notice that became a dossier; dossiers of other procedures have none."""
    if dossier.procedure not in PROCEDURES.values():
        return None
    return Notice.objects.filter(dossier=dossier).select_related("right", "department").first()


def notice_by_code(code: str) -> Notice:
    """Return the notice whose code somebody knows."""
    found = Notice.objects.filter(code_key=code_key(code[:40])).select_related("right", "department", "dossier").first() if code else None
    if found is None:
        raise UnknownCode("没有这份通知，请核对回执上的编码。", "There is no such notice: look at the code on the receipt.", "rights:send")
    return found


def room_in_notice(code: str) -> int:
    """Return how many bytes the portal takes for a notice: what its sender may add yet, and a form. Raises NotFound, or TooMuch where the day is full."""
    notice, added = notice_by_code(code), added_today()
    if added >= settings.PUBLIC_DAILY:
        raise TooMuch("今日补充材料已达上限，请明日再来。", "The portal has taken in all that it may today: come back tomorrow.")
    held = notice.additions.aggregate(sum=Sum("size"))["sum"] or 0
    return max(0, min(MOST_OF_NOTICE - held, settings.PUBLIC_DAILY - added)) + FORM


def platforms() -> QuerySet[Department]:
    """Return the platforms of this node."""
    return Department.objects.filter(kind=Department.Kind.PLATFORM)


def authorities() -> QuerySet[Department]:
    """Return the authorities of this node that a holder may complain to."""
    return Department.objects.filter(kind__in=[Department.Kind.MARKET_REGULATION, Department.Kind.OTHER_AUTHORITY]).order_by("level", "pk")


def waits_over(officer: Officer, at: datetime) -> QuerySet[Dossier]:
    """Return the dossiers of the officer's department whose right holder was awaited, and the time is over."""
    over = Deadline.objects.filter(name=WAIT, closed_at__isnull=True, suspended_since__isnull=True, due__lt=at).values("dossier")
    held = Dossier.objects.filter(department=officer.department_id, procedure__in=PROCEDURES.values(), state_text="waiting_for_right_holder", is_closed=False)
    return held.filter(pk__in=over)


def page_of_number(officer: Officer, question: str) -> str:
    """Return the page of the notice, or of the right of the locker, whose whole number a question is; `` where there is none to be seen."""
    notice = notices_visible_to(officer).filter(number__iexact=question).first()
    if notice:
        return notice.get_absolute_url()
    try:
        return right_visible_to(officer, question.upper()).get_absolute_url()
    except NotFound:
        return ""


def picture_of_right(number: str, digest: str) -> RightPicture | None:
    """Return a picture of a right's bank by its hash; who may see it is the caller's to ask."""
    return RightPicture.objects.filter(right__number=number, sha256=digest).first()


def rights_kept_by(officer: Officer) -> QuerySet[Right]:
    """Return the rights that an officer keeps: to a platform those of its locker, to whoever sends notices those that the own department holds or acts for."""
    own = Q(pk__in=[])
    if may(officer, "notices.handle"):
        own |= Q(department=officer.department_id)
    if may(officer, "notices.send"):
        own |= rights_held(officer)
    return Right.objects.filter(own).select_related("department")


def rights_held(officer: Officer) -> Q:
    """
    Return which rights an officer's department holds, or acts for by a power that stands today.

    Those that it entered as their holder, or rested a notice on. Whoever is their agent has them no more from the day on which the power ended.
    """
    own, today = officer.department, localdate()
    if own is None:
        return Q(pk__in=[])
    acts = Q(agent_account=own) | Q(agent__in=[name for name in (own.name_zh, own.name_en) if name])
    sent = Notice.objects.filter(sent_by__department=own).order_by().values("right")
    holds = (Q(owner=own) | Q(pk__in=sent)) & ~(Q(agent_account__isnull=False, agent_account=own) | Q(agent__in=[own.name_zh, own.name_en]) & ~Q(agent=""))
    return holds | (acts & Q(attorney_from__lte=today, attorney_until__gte=today))


def room_at_door() -> int:
    """Return how many bytes the portal takes with a notice: a form and one file, as far as the day has room."""
    return LARGE_FORM + max(0, min(MOST_OF_FILE, settings.PUBLIC_DAILY - added_today()))


def added_today() -> int:
    """Return how many bytes were added to notices within a day, by senders and by operators."""
    within = {"added_at__gte": now() - timedelta(days=1)}
    return sum(one.objects.filter(**within).aggregate(sum=Sum("size"))["sum"] or 0 for one in (Addition, OperatorAnswer))


def seller_decision_visible_to(officer: Officer, number: str) -> SellerDecision:
    """Return a decision on a seller to the platform that took it."""
    found = SellerDecision.objects.filter(number=number, department=officer.department_id).select_related("department").first()
    if found is None:
        raise NotFound(f"没有对店铺的处理 {number}。", f"There is no decision {number} on a seller.")
    return found


def figure_appeals_visible_to(officer: Officer) -> QuerySet[FigureAppeal]:
    """Return the appeals against figures that the officer's department decides or sent."""
    own = Q(department=officer.department_id) | Q(sent_by__department=officer.department_id)
    return FigureAppeal.objects.filter(own).select_related("department", "notice__right", "notice__department", "sent_by__department", "decided_by")


def figure_appeal_visible_to(officer: Officer, number: str) -> FigureAppeal:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = figure_appeals_visible_to(officer).filter(number=number).first() if officer.department_id else None
    if found is None:
        raise NotFound(f"没有申诉 {number}。", f"There is no appeal {number}.")
    return found
