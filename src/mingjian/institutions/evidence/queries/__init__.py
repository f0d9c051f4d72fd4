"""Questions about kits, each starting from what the officer may see, or from the code that the buyer keeps."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import now

from mingjian.core.errors import NotFound, NotPermitted, TooMuch, UnknownCode
from mingjian.institutions.evidence.models import Item, Kit
from mingjian.office.files.readings import readings_of
from mingjian.office.models import Department, Dossier, Officer, Reading
from mingjian.office.models.hidden import code_key
from mingjian.office.people.permissions import departments_in_view

MOST_ITEMS = 60  # files that a kit holds
MOST_OF_KIT = 2 * 2**30  # bytes that the public portal takes for one kit
FORM = 64 * 2**10  # bytes of a form beside its files


def kits_visible_to(officer: Officer) -> QuerySet[Kit]:
    """Return the kits of the departments that the officer answers for, the newest first."""
    return Kit.objects.filter(department__in=departments_in_view(officer)).select_related("department", "opened_by")


def kit_visible_to(officer: Officer, pk: int) -> Kit:
    """Return one kit; one that the officer may not see does not exist for them."""
    found = kits_visible_to(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(f"没有证据包 {pk}。", f"There is no kit {pk}.")
    return found


def kit_numbered(officer: Officer, number: str) -> Kit:
    """Return one kit by its file number."""
    found = kits_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有证据包 {number}。", f"There is no kit {number}.")
    return found


def kits_asking(officer: Officer) -> QuerySet[Kit]:
    """Return the kits whose buyer waits for an answer of the officer's department, the longest wait first: its own, and those of dossiers it holds."""
    if officer.duty != Officer.Duty.WORK or officer.department_id is None:
        return Kit.objects.none()
    asking = Kit.objects.filter(asks_since__isnull=False)
    held = Dossier.objects.filter(number__in=asking.exclude(taken_up_as="").values("taken_up_as"), department=officer.department_id).values("number")
    return asking.filter(Q(department=officer.department_id, taken_up_as="") | Q(taken_up_as__in=held)).order_by("asks_since", "pk")


def reading_of(officer: Officer, kit: Kit, at: datetime) -> Reading | None:
    """Return the leave by which an officer sees a kit unmasked now; None where there is none, or its time is over."""
    return readings_of(officer, at, {kit.read_as}).first()


def item_visible_to(officer: Officer, kit: int, pk: int, at: datetime) -> Item:
    """Return one file of a kit to whoever said why they need it."""
    found = Item.objects.filter(kit=kit_visible_to(officer, kit), pk=pk).select_related("kit").first()
    if found is None:
        raise NotFound("没有这份材料。", "There is no such file.")
    if reading_of(officer, found.kit, at) is None:
        raise NotPermitted("请先在证据包页面写明查看的目的和依据。", "Say first, on the kit's page, for what purpose and on what ground you look.")
    return found


def kit_by_code(code: str) -> Kit:
    """Return the kit whose code somebody knows."""
    found = Kit.objects.filter(code_key=code_key(code[:40])).first() if code else None
    if found is None:
        raise UnknownCode("没有这个证据包，请核对回执上的编号。", "There is no such kit: look at the code on the receipt.", "buyer:bring")
    return found


def page_of_number(officer: Officer, question: str) -> str:
    """Return the page of the kit whose number, order or parcel a question is in full; `` where there is none to be seen."""
    same = Q(number__iexact=question) | Q(order_number=question) | Q(waybill__iexact=question)
    found = kits_visible_to(officer).filter(same).first()
    return found.get_absolute_url() if found else ""


def room_in_kit(code: str) -> int:
    """
    Return how many bytes the public portal takes for a kit: what it has room for yet, and the portal today. Raises NotFound, or TooMuch where the day is full.

    Of one that is full a form alone is let through, so that the page may say why.
    """
    kit, day = kit_by_code(code), now() - timedelta(days=1)
    brought = Item.objects.filter(kit__opened_by__isnull=True, kept_at__gte=day).aggregate(sum=Sum("size"))["sum"] or 0
    if brought >= settings.PUBLIC_DAILY:
        raise TooMuch("今日公众提交已达上限，请明日再来或到部门当面提交。", "The public portal is full for today: come back tomorrow, or to the department.")
    held = kit.items.aggregate(sum=Sum("size"))["sum"] or 0
    if kit.items.count() >= MOST_ITEMS:
        return FORM
    return max(0, min(MOST_OF_KIT - held, settings.PUBLIC_DAILY - brought)) + FORM


def receiving_department() -> Department:
    """
    Return the department that the public portal leads to: the one that the settings name, else the first market regulator entered, a county's before others.

    Raises NotFound where the node has none.
    """
    regulators = Department.objects.filter(kind=Department.Kind.MARKET_REGULATION).order_by("pk")
    if settings.PUBLIC_DEPARTMENT:
        regulators = Department.objects.filter(name_zh=settings.PUBLIC_DEPARTMENT)
    found = regulators.filter(level=Department.Level.COUNTY).first() or regulators.first()
    if found is None:
        raise NotFound("本节点尚无受理部门。", "This node has no department to receive it.")
    return found
