"""The console's bar: which rooms an officer may enter, the office's own and those on the institutions' manifests."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from mingjian.core.language import Text
from mingjian.office.institution import GROUP_LABELS, GROUPS, KEEP, WORK, Room, institutions
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

EVERY_DUTY = frozenset(Officer.Duty.values)
HOME = Room("home", Text("首页", "Home"), duties=EVERY_DUTY)
OWN = (
    Room("dossiers", Text("卷宗", "Dossiers"), WORK, is_daily=True),
    Room("docket", Text("期限", "Deadlines"), WORK, is_daily=True),
    Room("documents:office", Text("文书设置", "Settings of documents"), KEEP, power="documents.keep_templates"),
    Room("documents:office", Text("文书设置", "Settings of documents"), KEEP, frozenset({Officer.Duty.SYSTEM})),
    Room("ledger", Text("台账", "Ledger"), KEEP, frozenset({Officer.Duty.WORK, Officer.Duty.AUDIT})),
    Room("jobs:jobs", Text("作业", "Jobs"), KEEP, frozenset({Officer.Duty.WORK, Officer.Duty.SYSTEM, Officer.Duty.SECURITY})),
    Room("node", Text("节点状况", "Node"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT})),
    Room("consents", Text("双人办理", "Consents"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT})),
    Room("staff", Text("人员", "Officers"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY})),
)


def rooms_of(officer: Officer) -> list[Room]:
    """Return the rooms that an officer may enter: home, then by group what institutions keep and what the office does."""
    told = [*(room for one in institutions() for room in one.rooms), *OWN]
    in_order = sorted(told, key=lambda room: GROUPS.index(room.group))
    return [room for room in (HOME, *in_order) if _may_enter(officer, room)]


def _may_enter(officer: Officer, room: Room) -> bool:
    is_authority = officer.department is not None and officer.department.is_authority
    is_open = officer.duty in room.duties and (is_authority or not room.is_for_authorities)
    return is_open and (not room.power or may(officer, room.power))


def bar(request: HttpRequest, officer: Officer) -> list[dict[str, Any]]:
    """
    Return what the bar shows: home and what is entered daily as links, the rest behind the word of its group, unless that were one room alone.

    Each has `label`, `url`, whether this page `is_here`, and the `rooms` behind it. A room unknown to this node is left out.
    """
    told = [(room, shown) for room in rooms_of(officer) if (shown := _shown(request, room))]
    found = [shown for room, shown in told if room is HOME]
    for group in GROUPS:
        found += [shown for room, shown in told if room.group == group and room.is_daily and room is not HOME]
        behind = [shown for room, shown in told if room.group == group and not room.is_daily and room is not HOME]
        found += behind if len(behind) == 1 else [_folded(group, behind)] if behind else []
    return found


def _folded(group: str, rooms: list[dict[str, Any]]) -> dict[str, Any]:
    at = [room for room in rooms if room["is_here"]]
    nearest = max(at, key=lambda room: len(room["url"]), default=None)  # the address of one room may begin as that of another
    rooms = [room | {"is_here": room is nearest} for room in rooms]
    here = nearest["label"] if nearest else None
    return {"label": GROUP_LABELS[group], "rooms": rooms, "here": here}


def _shown(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    try:
        url = reverse(room.url_name)
    except NoReverseMatch:
        return None
    path = getattr(request, "stands_for", request.path_info)  # a refused step stands for the page of its dossier
    return {"url": url, "label": room.label, "is_here": path == url if url == "/" else path.startswith(url), "rooms": []}
