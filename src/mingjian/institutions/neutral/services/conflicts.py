"""What hinders a member from a panel, told by facts on record: the same body, the same holder's agent, an earlier decision."""

import json
from collections.abc import Collection, Iterator

from django.db.models import Q

from mingjian.core.language import Text
from mingjian.institutions.neutral.services.parties import PROCEDURE, sides_of
from mingjian.institutions.notices.models import Notice, Right, Target
from mingjian.office.models import Department, Dossier, Entry, Officer

ROLE = "panelist"
SAME_BODY = Text("与当事一方或者平台同属一个单位", "of the same body as a side or the platform")
SAME_AGENT = Text("所在单位是该权利人的代理人", "of a body that acts for this right holder")
DECIDED = Text("办理过所涉通知或者核验过所涉权利", "had a part in the notice, or verified the right")
SAT_BEFORE = Text("曾就同一权利人、同一通知参加评议", "sat on an earlier panel about the same notice or holder")
LEFT = Text("已不再担任评议员", "is no member any more")
CONVENES = Text("属于组织评议的单位", "of the body that convenes the panel")


def members() -> list[Officer]:
    """Return everybody who may be drawn: accounts at work with the role."""
    active = Officer.objects.filter(is_active=True, duty=Officer.Duty.WORK).select_related("department").order_by("pk")
    return [one for one in active if ROLE in one.roles]


def conflicts_of(officers: list[Officer], notice: Notice, panel: Dossier) -> dict[int, list[Text]]:
    """Return what hinders each of some members, by key; an empty list for one who is free."""
    involved = {notice.department_id}.union(*sides_of(notice).values())
    names = {name for name in (notice.right.holder.strip(), notice.right.agent.strip()) if name}
    agents = _agents_of(notice, panel)
    had_part = _had_part(notice)
    sat = _sat_before(notice, panel)
    return {one.pk: list(_conflicts(one, panel, involved, names, agents, had_part, sat)) for one in officers}


def unfit_of(names: Collection[str], notice: Notice, panel: Dossier, since: int) -> dict[str, str]:
    """
    Return which of some candidates cannot sit now, with the reason: they left, or a conflict is on record.

    A body that a party or the platform named as agent or operator after the entry at index `since` is no conflict of its members: a side that knows who was
    drawn, and who is next, would take out of the panel whom it does not like.
    """
    late = _named_since(since, notice)
    named = {one.wire_name: one for one in members()}
    found = conflicts_of([named[name] for name in names if name in named], notice, panel)
    told = {name: found[named[name].pk] if name in named else [LEFT] for name in names}
    for name, one in named.items():
        if name in told and one.department and one.department.wire_name in late:
            told[name] = [why for why in told[name] if why not in (SAME_BODY, SAME_AGENT)]
    return {name: "；".join(why.zh for why in reasons) for name, reasons in told.items() if reasons}


def _named_since(since: int, notice: Notice) -> set[str]:
    """Return the departments that were appointed as agent of any right, or let in as operator of the notice, after an entry; by their names in the ledger."""
    appointed = Q(kind="agent_appointed")
    entries = Entry.objects.filter(appointed | Q(dossier=notice.dossier_id, kind="forward_notice"), index__gt=since)
    bodies = [json.loads(body) for body in entries.values_list("body", flat=True)]
    return {str(body.get("agent") or (body.get("papers") or {}).get("operator_department") or "") for body in bodies} - {""}


def _conflicts(
    officer: Officer, panel: Dossier, involved: set[int], names: set[str], agents: tuple[set[int], set[str]], had_part: set[int], sat: set[int]
) -> Iterator[Text]:
    own = officer.department
    called = {own.name_zh, own.name_en} if own else set()
    if officer.department_id in involved or called & names:
        yield SAME_BODY
    if officer.department_id in agents[0] or called & agents[1]:
        yield SAME_AGENT
    if officer.pk in had_part:
        yield DECIDED
    if officer.pk in sat:
        yield SAT_BEFORE
    if officer.department_id == panel.department_id:
        yield CONVENES


def _agents_of(notice: Notice, panel: Dossier) -> tuple[set[int], set[str]]:
    """
    Return who acts, or acted, for the holder in any right of any locker here: accounts by key, others by name.

    What was entered after the panel was asked for is left out: anybody may name anybody as an agent at the public portal, and so take out of the lot whom they
    do not want.
    """
    before = Right.objects.filter(holder=notice.right.holder, entered_at__lt=panel.opened_at)
    told = before.exclude(agent="", agent_account__isnull=True).values_list("agent_account", "agent")
    pairs = list(told)
    return {account for account, _ in pairs if account}, {name.strip() for _, name in pairs if name.strip()}


def _had_part(notice: Notice) -> set[int]:
    """Return who took or signed a step of the notice's dossier, decided one of its rows, or verified its right."""
    found = set(Entry.objects.filter(dossier=notice.dossier, officer__isnull=False).values_list("officer", flat=True)) if notice.dossier_id else set()
    found |= set(Target.objects.filter(notice=notice, decided_by__isnull=False).values_list("decided_by", flat=True))
    return {one for one in {*found, notice.right.settled_by_id, notice.sent_by_id} if one}


def _sat_before(notice: Notice, panel: Dossier) -> set[int]:
    """Return who voted on an earlier panel about this notice, or about another of the same holder."""
    same = Notice.objects.filter(right__holder=notice.right.holder).values_list("number", flat=True)
    numbers = set(same)
    earlier = Dossier.objects.filter(procedure=PROCEDURE, subject__in=numbers).exclude(pk=panel.pk)
    return set(Entry.objects.filter(dossier__in=earlier, kind="vote", officer__isnull=False).values_list("officer", flat=True))


def departments_of(officers: list[Officer]) -> list[Department]:
    """Return the departments of some members, each once."""
    return list({one.department_id: one.department for one in officers if one.department}.values())
