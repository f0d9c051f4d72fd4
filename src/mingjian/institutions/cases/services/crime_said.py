"""What a letter to the police says of the crime: its name with the article, and how the sums stand to the line of prosecution, with the text that sets it."""

from decimal import Decimal

from django.utils.timezone import localdate

from mingjian.core.documents.resolution import cited
from mingjian.core.language import figure
from mingjian.core.law.measures import MEASURES
from mingjian.core.law.outcomes import Weighed
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.rulebook import crimes
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.services.assessment import watch_of
from mingjian.institutions.cases.services.lines import nearest


def crime_said(case: Case | None) -> dict[str, str]:
    """Return `crime` and `line`, each empty where the case does not say it, or nothing was compared."""
    if case is None or not case.crime or case.acted_on is None:
        return {}
    crime, statutes = crimes().crime(case.crime), rulebook().statutes
    article = cited([crime.article], statutes, case.acted_on)
    told = {"crime": f"{crime.title.zh}（{article}）" if article else crime.title.zh}
    watch = watch_of(case, localdate())  # as every page weighs: a milder text since the act governs
    if watch.most is None or watch.least is None or watch.most.governing.is_empty:
        return told
    most = watch.most.governing
    grounds = [one for one in most.regime.ground if one != crime.article]
    text = cited(grounds, statutes, max(case.acted_on, most.regime.in_force)) if grounds else ""
    return told | {"line": _line(most, watch.least.governing, text or article or "")}


def _line(most: Weighed, least: Weighed, text: str) -> str:
    """Return the comparison as one sentence; empty where no figure has a line, or nobody read the text of the one that has."""
    found = nearest(most)
    if found is None or found.figure is None or found.condition.line is None or found.is_unread:
        return ""
    measure, line = MEASURES[found.condition.measure], Decimal(found.condition.line)
    by = f"{text}规定的" if text else ""
    standard = f"{by}标准为{figure(line)}{measure.unit.zh}以上"
    return f"与追诉标准比较：{measure.title.zh}{figure(found.figure)}{measure.unit.zh}，{standard}，{_reached(most, least)}。"


def _reached(most: Weighed, least: Weighed) -> str:
    """Return whether the line is reached; a line that waits for a judgement is never told as not reached."""
    if most.tier is None:
        return "是否达到追诉标准须结合其他情节认定" if most.is_to_judge or least.is_to_judge else "未达追诉标准"
    if least.tier is not None:
        return "已达追诉标准"
    return f"按最高计算已达追诉标准，按最低{'是否达到须结合其他情节认定' if least.is_to_judge else '未达追诉标准'}"
