"""The console's menu: which pages an officer may enter, the office's own and those on the institutions' manifests."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from mingjian.core.language import Text
from mingjian.office.institution import GROUP_LABELS, GROUPS, KEEP, WORK, MenuItem, institutions
from mingjian.office.models import Officer
from mingjian.office.people.permissions import may

EVERY_DUTY = frozenset(Officer.Duty.values)
HOME = MenuItem("home", Text("首页", "Home"), duties=EVERY_DUTY)
OWN = (
    MenuItem("dossiers", Text("卷宗", "Dossiers"), WORK, is_daily=True),
    MenuItem("docket", Text("期限", "Deadlines"), WORK, is_daily=True),
    MenuItem("documents:office", Text("文书设置", "Settings of documents"), KEEP, power="documents.keep_templates"),
    MenuItem("documents:office", Text("文书设置", "Settings of documents"), KEEP, frozenset({Officer.Duty.SYSTEM})),
    MenuItem("ledger", Text("台账", "Ledger"), KEEP, frozenset({Officer.Duty.WORK, Officer.Duty.AUDIT})),
    MenuItem("jobs:jobs", Text("作业", "Jobs"), KEEP, frozenset({Officer.Duty.WORK, Officer.Duty.SYSTEM, Officer.Duty.SECURITY})),
    MenuItem("node", Text("节点状况", "Node"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT})),
    MenuItem("consents", Text("双人办理", "Consents"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY, Officer.Duty.AUDIT})),
    MenuItem("staff", Text("人员", "Officers"), KEEP, frozenset({Officer.Duty.SYSTEM, Officer.Duty.SECURITY})),
)


def menu_of(officer: Officer) -> list[MenuItem]:
    """Return the items that an officer may enter: home, then by group what institutions keep and what the office does."""
    told = [*(item for one in institutions() for item in one.menu), *OWN]
    in_order = sorted(told, key=lambda item: GROUPS.index(item.group))
    return [item for item in (HOME, *in_order) if _may_enter(officer, item)]


def _may_enter(officer: Officer, item: MenuItem) -> bool:
    is_authority = officer.department is not None and officer.department.is_authority
    is_open = officer.duty in item.duties and (is_authority or not item.is_for_authorities)
    return is_open and (not item.power or may(officer, item.power))


def bar(request: HttpRequest, officer: Officer) -> list[dict[str, Any]]:
    """
    Return what the bar shows: home and what is entered daily as links, the rest behind the word of its group, unless that were one item alone.

    Each has `label`, `url`, whether this page `is_here`, and the `entries` behind it. An item unknown to this node is left out.
    """
    told = [(item, shown) for item in menu_of(officer) if (shown := _shown(request, item))]
    found = [shown for item, shown in told if item is HOME]
    for group in GROUPS:
        found += [shown for item, shown in told if item.group == group and item.is_daily and item is not HOME]
        behind = [shown for item, shown in told if item.group == group and not item.is_daily and item is not HOME]
        found += behind if len(behind) == 1 else [_folded(group, behind)] if behind else []
    return found


def _folded(group: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    at = [item for item in items if item["is_here"]]
    nearest = max(at, key=lambda item: len(item["url"]), default=None)  # the address of one item may begin as that of another
    items = [item | {"is_here": item is nearest} for item in items]
    here = nearest["label"] if nearest else None
    return {"label": GROUP_LABELS[group], "entries": items, "here": here}


def _shown(request: HttpRequest, item: MenuItem) -> dict[str, Any] | None:
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None
    path = getattr(request, "stands_for", request.path_info)  # a refused step stands for the page of its dossier
    return {"url": url, "label": item.label, "is_here": path == url if url == "/" else path.startswith(url), "entries": []}
