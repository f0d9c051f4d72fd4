"""Which rows of a matter go with some of its parties, and which both sides need; which matters may still be joined or separated."""

from collections.abc import Collection
from typing import Any

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.matters.models import Answer, Charge, Exhibit, Matter, Move, Offer, Party, Penalty
from mingjian.institutions.matters.queries import rows_of, suspects_of

#: Where a leading dossier may stand while its matter is joined or separated: nothing was reviewed, told to the party, sent on or decided.
STILL_OPEN = {"admin_case": ("filed", "investigating", "joined")}


def refuse_fixed(matter: Matter) -> None:
    """Refuse a matter whose facts were sent to review, told to the party, sent to the police or decided, or that is over. Raises StepRefused."""
    lead = matter.lead
    state = lead.state.get("main") if isinstance(lead.state, dict) else lead.state
    places = STILL_OPEN.get(lead.procedure)
    if state == "joined" or (not lead.is_closed and (lead.procedure == "clue" or (places and state in places))):
        return
    raise StepRefused(
        f"{lead.number} 已经调查终结、送审、告知、移送、决定或者办结，案情不能再并入、分出：在调查阶段的，先退回补充调查；已移送公安机关的，由公安机关处理。",
        f"{lead.number} was sent to review, told to the party, transferred, decided or closed: nothing is joined to it or separated from it. Where it can "
        "be investigated further, take that step first; what lies with the police is theirs.",
    )


def refuse_others(matter: Matter, other: Matter) -> None:
    """Refuse to join a matter to itself, to one of another department, or again. Raises StepRefused."""
    if matter.pk == other.pk:
        raise StepRefused("两个卷宗本来就是同一案情，不必并入。", "Both dossiers are of one matter already.")
    if matter.lead.department_id != other.lead.department_id:
        raise StepRefused(
            f"{other.lead.number} 由{other.lead.department.name_zh}承办：先移送、指定管辖，由同一部门承办后再并入。",
            f"{other.lead.number} is held by {other.lead.department.name_en}: have one department hold both first.",
        )
    if Move.objects.filter(source=other, is_joined=True, undone_at=None).exists():
        raise StepRefused(f"{other.lead.number} 的案情已经并入其他案情。", f"The matter of {other.lead.number} was joined to another already.")


def chosen_parties(matter: Matter, places: Collection[int]) -> list[Party]:
    """Return the parties at these places. Raises BadInput for none, for one that is no suspect, and where none would stay."""
    suspects = suspects_of(matter)
    named = [one for one in suspects if one.nth in places]
    if unknown := sorted(set(places) - {one.nth for one in named}):
        there = "、".join(f"{one.nth} {one.name[:30]}" for one in suspects[:20])
        raise BadInput(
            f"案情中没有第 {unknown[0]} 号当事人（被处罚人）；现有：{there}。", f"No party of the penalty has the number {unknown[0]}; there are: {there}."
        )
    if not named:
        raise BadInput("请写明分出哪些当事人（当事人表的序号）。", "Name the parties to separate, by their numbers in the table of parties.")
    if len(named) == len(suspects):
        raise BadInput("全部当事人都分出，原案就没有当事人了：至少留一个。", "No party would stay in the case: leave at least one.")
    return named


def goes_with(matter: Matter, parties: Collection[Party]) -> tuple[list[Any], set[Any]]:
    """
    Return the rows that go when some parties do, and those among them that stay here as well.

    With a party go its offers, exhibits and items of the penalty, and the exhibits of its offers. Charges, answers, exhibits of nobody in particular, and
    whoever is no party of the penalty, such as the right holder, belong to both.
    """
    going = set(parties)
    beside = {one for one in rows_of(matter, Party) if one.role != Party.Role.SUSPECT}
    offers = [one for one in rows_of(matter, Offer) if one.party in going]
    exhibits = [one for one in rows_of(matter, Exhibit) if one.party in going or one.offer in offers]
    penalties = [one for one in rows_of(matter, Penalty) if one.party in going]
    common = [one for one in rows_of(matter, Exhibit) if one not in exhibits and one.offer is None and (one.party is None or one.party in beside)]
    both: set[Any] = {*beside, *common, *rows_of(matter, Charge), *rows_of(matter, Answer)}
    return [*going, *offers, *exhibits, *penalties, *both], both
