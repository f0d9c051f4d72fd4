"""Join a case to another, take it out again, and give some of its parties a case of their own."""

import re
from datetime import datetime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.cases.queries import case_of, case_visible_to
from mingjian.institutions.cases.services.joint import last_day_of, refuse_at_police, refuse_held, return_lines, take_lines
from mingjian.institutions.matters.joinder.acts import join_matter, separate_matter, split_matter
from mingjian.institutions.matters.joinder.facts import chosen_parties, joined_matter_of, refuse_fixed, refuse_others
from mingjian.institutions.matters.models import Matter, Offer
from mingjian.institutions.matters.queries import matter_of
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.models import Dossier, Officer

_NUMBERS = re.compile(r"\d{1,6}")


@guard("admin_case", "join_case")
def only_into_one_that_can_take_it(asked: Asked) -> None:
    """Refuse what the step itself would refuse, so that nobody signs it; the case whose time ends first is the one that goes on."""
    case, target = _case(asked.dossier), case_visible_to(asked.by, str(asked.papers["joined_case"]).strip())
    matter, other = _matter(target.dossier), _matter(case.dossier)
    refuse_others(matter, other)
    for one in (matter, other):
        refuse_fixed(one)
    for dossier in (case.dossier, target.dossier):
        refuse_at_police(dossier)
    refuse_held(case.dossier, is_joined=True)
    own, theirs = last_day_of(case.dossier), last_day_of(target.dossier)
    if theirs is None or (own is not None and own < theirs):
        first = own.isoformat() if own else ""
        raise StepRefused(
            f"并案不延长办案期限：{case.number} 的期限（{first}）先届满，应当把 {target.number} 并入 {case.number}；"
            "对方案件的期限正在中止计算的，恢复后再办理。",
            f"Joining lengthens no period: that of {case.number} ({first}) ends first, so join {target.number} to it; where the other's time is suspended, "
            "resume it first.",
        )


@step("admin_case")
def join_case(dossier: Dossier, *, by: Officer, at: datetime, joined_case: str, reason: str) -> None:
    """Carry matter and ledger over to the case that goes on."""
    case, target = _case(dossier), case_visible_to(by, joined_case.strip())
    move = join_matter(_matter(target.dossier), by=by, at=at, joined=_matter(dossier), reason=reason)
    take_lines(case, target, move, by, at)


@guard("admin_case", "separate_case")
def only_from_one_that_is_open(asked: Asked) -> None:
    """Refuse it once the case that went on was told to the party, sent on or decided."""
    move = joined_matter_of(asked.dossier)
    if move is not None:
        refuse_fixed(move.target)
        refuse_at_police(move.target.lead)


@step("admin_case")
def separate_case(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Hand matter and ledger back to the case that is taken out; one whose matter was joined to no other gets nothing."""
    move = joined_matter_of(dossier)
    if move is None:
        return
    case, target = _case(dossier), case_of(move.target.lead)
    back = separate_matter(move.target, by=by, at=at, separated=move.source, reason=reason)
    if target is not None:
        here = {new for letter, _, new, how in back.rows if letter == Offer.letter and how != "same"}
        offers = list(back.target.offer_rows.filter(nth__in=here))
        return_lines(case, target, back, offers, by, at)


@guard("admin_case", "split_case")
def only_parties_that_can_go(asked: Asked) -> None:
    """Refuse parties that are none of the matter, or all of them, and a case that nobody could go on with."""
    case = _case(asked.dossier)
    matter = _matter(case.dossier)
    refuse_fixed(matter)
    refuse_at_police(case.dossier)
    refuse_held(case.dossier, is_joined=False)
    chosen_parties(matter, _places(str(asked.papers["split_parties"])))
    if len(case.investigators) < 2:
        raise StepRefused("请先指定两名办案人员：分出的案件由同样的人员承办。", "Name two investigators first: the new case has the same ones.")
    if last_day_of(case.dossier) is None:
        raise StepRefused(
            "办案期限正在中止计算：先恢复，分出的案件才能沿用同一届满日。",
            "The time to decide is suspended: resume it, since the new case has the same last day.",
        )


@step("admin_case")
def split_case(dossier: Dossier, *, by: Officer, at: datetime, split_parties: str, split_title: str, reason: str) -> None:
    """Open the other case with the same investigators and last day, and carry over what is of the parties that go."""
    case, matter = _case(dossier), _matter(dossier)
    first, second = case.investigators  # the guard asked for two
    filing = Filing(split_title, first, second, arose_from=dossier, note=f"自 {case.number} 分出：{reason}", decide_by=last_day_of(dossier))
    made = file_case(filing, by=by, at=at)
    made.crime, made.field = case.crime, case.field
    made.save(update_fields=["crime", "field"])
    move = split_matter(matter, by=by, at=at, into=_matter(made.dossier), places=_places(split_parties), reason=reason)
    gone = {old for letter, old, _, _ in move.rows if letter == Offer.letter}
    case.refresh_from_db()
    made.refresh_from_db()
    take_lines(case, made, move, by, at, lambda line: line.offer is not None and line.offer.matter_id == matter.pk and line.offer.nth in gone)


@guard("admin_case", "file")
def only_the_last_day_of_the_other(asked: Asked) -> None:
    """Take a last day only from the case that another was separated from: nobody lengthens the time by typing one."""
    told = asked.papers.get("decide_by")
    origin = asked.dossier.arose_from
    if told in (None, ""):
        return
    if origin is None or origin.procedure != asked.dossier.procedure or str(last_day_of(origin)) != str(told)[:10]:
        raise StepRefused(
            "办案期限的届满日只能沿用分出它的案件：在原案办理“分案”，系统自动填写。",
            "A last day is taken only from the case that this one is separated from: take 'Separate some parties' there, which fills it in.",
        )


@guard("admin_case", "extend_decision")
def only_once_for_both(asked: Asked) -> None:
    """Refuse a second extension of a time that was extended before the case was separated."""
    origin = asked.dossier.arose_from
    if origin is None or origin.procedure != asked.dossier.procedure:
        return
    if origin.entries.filter(kind="extend_decision", at__lte=asked.dossier.opened_at).exists():
        raise StepRefused(
            f"原案 {origin.number} 分案前已批准延长，分出的案件不再重复延长；仍需延长的，由负责人集体讨论决定。",
            f"{origin.number} was extended before this case was separated from it: a further period is for the heads together.",
        )


def _case(dossier: Dossier) -> Case:
    """Return the case beside a dossier. Raises StepRefused for one of before there were cases."""
    case = case_of(dossier)
    if case is None:
        raise StepRefused("该卷宗没有案件登记，不能并案、分案。", "No case stands beside this dossier: it can be neither joined nor separated.")
    return case


def _matter(dossier: Dossier) -> Matter:
    """Return the matter that a dossier is about. Raises StepRefused where none was opened."""
    matter = matter_of(dossier)
    if matter is None:
        raise StepRefused(f"{dossier.number} 还没有建立案情：先在案件页建立。", f"{dossier.number} has no matter yet: open it on its page first.")
    return matter


def _places(typed: str) -> list[int]:
    """Return the numbers of parties that were typed, each once. Raises BadInput for none."""
    found = list(dict.fromkeys(int(one) for one in _NUMBERS.findall(typed)))
    if not found:
        raise BadInput("请写明分出哪些当事人的序号，如：2、3。", "Name the parties to separate by their numbers, such as 2, 3.")
    return found
