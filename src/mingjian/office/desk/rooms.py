"""The console's bar: which rooms an officer may enter, the office's own and those on the institutions' door plates."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from mingjian.core.language import Text
from mingjian.office.institution import GROUPS, KEEP, WORK, Room, institutions
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

EVERY_DUTY = frozenset(Officer.Duty.values)
HOME = Room("home", Text("首页", "Home"), duties=EVERY_DUTY)
OWN = (
    Room("dossiers", Text("卷宗", "Dossiers"), WORK),
    Room("docket", Text("期限", "Deadlines"), WORK),
    Room("ledger", Text("台账", "Ledger"), KEEP, frozenset({Officer.Duty.WORK, Officer.Duty.AUDIT})),
    Room("jobs:jobs", Text("作业", "Jobs"), KEEP, frozenset({Officer.Duty.WORK, Officer.Duty.SYSTEM, Officer.Duty.SECURITY})),
    Room("node", Text("节点状况", "Node"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT})),
    Room("staff", Text("人员", "Officers"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY})),
)


def rooms_of(officer: Officer) -> list[Room]:
    """Give the rooms that an officer may enter: home, then by group what institutions keep and what the office does."""
    told = [*(room for one in institutions() for room in one.rooms), *OWN]
    in_order = sorted(told, key=lambda room: GROUPS.index(room.group))
    return [room for room in (HOME, *in_order) if _may_enter(officer, room)]


def _may_enter(officer: Officer, room: Room) -> bool:
    is_authority = officer.department is not None and officer.department.is_authority
    is_open = officer.duty in room.duties and (is_authority or not room.is_for_authorities)
    return is_open and (not room.power or may(officer, room.power))


def bar(request: HttpRequest, officer: Officer) -> list[dict[str, object]]:
    """Give what the bar shows: address, label, whether this page is in that room, whether it is folded away. One unknown to this node is left out."""
    shown = []
    for room in rooms_of(officer):
        try:
            url = reverse(room.url_name)
        except NoReverseMatch:
            continue
        path = getattr(request, "stands_for", request.path_info)  # a refused step stands for the page of its dossier
        is_here = path == url if url == "/" else path.startswith(url)
        shown.append({"url": url, "label": room.label, "is_here": is_here, "is_kept": room.group == KEEP})
    return shown
