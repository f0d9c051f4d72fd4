"""
How the sums of a case stand to the line of its crime, in one sentence: reached or not and by how much, or that nothing was compared and why.

It is said above the form of every step of a case that depends on it, before the step is taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localdate

from mingjian.core.language import Text, figure
from mingjian.core.law.measures import MEASURES
from mingjian.core.law.outcomes import Outcome, Weighed
from mingjian.institutions.cases.models import WITHDRAWN, AmountLine, Case
from mingjian.institutions.cases.queries import case_of
from mingjian.institutions.cases.services.assessment import Watch, watch_of
from mingjian.institutions.evidence.models import Capture
from mingjian.office.institution import Word
from mingjian.office.models import Dossier, Officer

#: Steps that send a case to the police.
TO_POLICE = ("transfer_case", "transfer_below_line")
#: Steps that end a case otherwise: none stands for a transfer once the line is reached.
_OTHERWISE = ("decide_penalty", "decide_no_penalty", "terminate", "close_case")
_CAME_BACK = "take_back_transfer"
#: Steps that rest on what the case holds.
_RESTING = ("finish_investigation", "submit_for_review", "submit_for_legal_review", "review", "review_legally", "decide_penalty")


@dataclass(frozen=True)
class Stand:
    """How the sums stand to the line: in words, whether they were compared, whether the line is reached."""

    text: Text
    is_compared: bool
    is_reached: bool


def stand_of(case: Case, on: date, watch: Watch | None = None) -> Stand:
    """Return how the sums of a case stand to the line of its crime on a day."""
    watch = watch or watch_of(case, on)
    if watch.why_not is not None:
        return _not_compared(watch.why_not)
    if watch.most is None or watch.least is None:
        return _not_compared(Text("案值台账还没有已销售、未销售的明细。", "The amount ledger has no goods sold or unsold yet."))
    most, least = watch.most.governing, watch.least.governing
    crime = watch.most.crime.title
    if most.is_empty:
        return _not_compared(Text(f"{crime.zh}的标准不衡量本案已有的数额。", f"The lines of {crime.en} weigh none of the sums on record."))
    if most.tier is not None:
        zh, en = "已达追诉标准", "reaches the line"
        if least.tier is None:
            zh, en = "按最高计算已达追诉标准，按最低未达", "reaches the line by the most, and not by the least"
            if least.is_to_judge:
                zh, en = "按最高计算已达追诉标准，按最低是否达到须由人判断", "reaches the line by the most, and by the least if a person judges so"
    elif most.is_to_judge:
        zh, en = "是否达到追诉标准须由人判断", "whether it reaches the line is for a person to judge"
    else:
        zh, en = "未达追诉标准", "is below the line"
    how = _measured(least, most)
    return Stand(Text(f"{crime.zh}：{zh}{how.zh}", f"{crime.en}: the case {en}{how.en}"), True, most.tier is not None)


def _not_compared(why: Text) -> Stand:
    said = Text(why.zh.rstrip("。").removesuffix("，未与追诉标准比较"), why.en.rstrip("."))
    return Stand(Text(f"未与追诉标准比较：{said.zh}", f"Not compared with the line of a crime: {said.en}"), False, False)


def _measured(least: Weighed, most: Weighed) -> Text:
    """
    Describe the share with the figure and the line behind it: `，8 %（销售金额 3,951.63 / 50,000 元）`.

    Nothing is described where a figure was weighed of which no share counts, since a circumstance is wanting.
    """
    share, found = most.reached_share, nearest(most)
    if share is None or found is None or found.figure is None or found.condition.line is None:
        return Text("", "")
    zh, en = _percent(share)
    if least.reached_share is not None and int(least.reached_share * 100) != int(share * 100):
        zh, en = f"{_percent(least.reached_share)[0]}至 {zh}", f"{_percent(least.reached_share)[1]} to {en}"
    measure = MEASURES[found.condition.measure]
    figures = f"{figure(found.figure)} / {figure(Decimal(found.condition.line))}"
    return Text(f"，{zh}（{measure.title.zh} {figures} {measure.unit.zh}）", f", {en} ({measure.title.en} {figures} {measure.unit.en})")


def _percent(share: Decimal) -> tuple[str, str]:
    """Describe a share in whole per cent, never rounded up to the line, and of less than one that it is less."""
    whole = int(share * 100)
    return ("不足 1 %", "under 1 %") if share > 0 and not whole else (f"{whole} %", f"{whole} %")


def nearest(weighed: Weighed) -> Outcome | None:
    """Return the condition by which the share is told: one that counts, or that waits for a person's judgement alone."""
    share = weighed.reached_share
    told = [one for _, of_tier in weighed.tiers for one in of_tier if one.share is not None and one.share == share]
    outcomes = [one for one in told if one.counts or one.is_reached is None]
    return outcomes[0] if outcomes else None


def forewarned(dossier: Dossier, step: str, officer: Officer) -> Iterator[Word]:
    """State above the form of a step of a case how it stands to the line, and what the case does not hold."""
    if dossier.procedure != "admin_case" or step not in {*TO_POLICE, *_OTHERWISE, *_RESTING}:
        return
    case = case_of(dossier)
    if case is None:
        return
    if step in TO_POLICE:
        yield line_word(case)
    elif step in _OTHERWISE and not case.is_transferred and (stand := stand_of(case, localdate())).is_reached:
        came_back = dossier.entries.filter(kind=_CAME_BACK).exists()
        zh, en = "：应当移送公安机关，不得以罚款或者结案代替。", ": it is to be transferred to the police; neither a fine nor closing stands for that."
        if came_back:
            zh, en = "；已移送公安机关，未予立案而退回，可以依法作行政处理。", "; the police opened no case and returned it: it may be penalised."
        yield Word(Text(f"{stand.text.zh}{zh}", f"{stand.text.en}{en}"), is_bad=not came_back)
    if step in _RESTING and (lacking := _lacking(case)):
        zh, en = "、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking)
        yield Word(Text(f"本案还没有：{zh}。办理之前请核对。", f"The case holds none of these yet: {en}. Check before you go on."), is_bad=True)


def line_word(case: Case, stand: Stand | None = None, *, leads: bool = True) -> Word:
    """Return how a case stands to its line, and where nothing was compared the way to where it is mended. `leads`: whether the reader can go there."""
    stand = stand or stand_of(case, localdate())
    if stand.is_compared or not leads:
        return Word(Text(f"{stand.text.zh}。", f"{stand.text.en}."), is_bad=not stand.is_reached)
    is_named = bool(case.crime and case.acted_on)
    named, unnamed = Text("登记案值明细", "Enter the amounts"), Text("登记罪名和行为日期", "Enter the crime and the day of the act")
    place, words = ("/amounts", named) if is_named else ("#describe", unnamed)
    return Word(Text(f"{stand.text.zh}。", f"{stand.text.en}."), True, f"{reverse('cases:case', args=[case.number])}{place}", words)


def _lacking(case: Case) -> list[Text]:
    """Name what a case rests on and does not hold: files (its clue's too), captured pages, amounts."""
    dossiers = [case.dossier_id, *([case.clue.dossier_id] if case.clue else [])]
    found = []
    if not Dossier.objects.filter(pk__in=dossiers, files__isnull=False).exists():
        found.append(Text("卷内文件", "files"))
    if not Capture.objects.filter(dossier__in=dossiers, stands="kept").exists():
        found.append(Text("网页取证", "captured pages"))
    if not case.lines.exists():
        found.append(Text("案值明细", "amounts"))
    elif _holds_goods(case) and not case.lines.exclude(standing=WITHDRAWN).filter(kind=AmountLine.Kind.UNSOLD).exists():
        found.append(Text("查封、扣押财物的货值（案值台账“未销售”）", "the value of what was seized (unsold, in the amount ledger)"))
    return found


def _holds_goods(case: Case) -> bool:
    """Return whether goods were sealed or seized in a case."""
    return case.dossier.entries.filter(kind__in=("seize", "seize_on_the_spot")).exists()
