"""
The measures that a case took, for papers: what was sealed, seized or preserved, on which ground, from when until when, kept where, and what became of it.

They are read from the steps on record. A seizure that was lifted was taken all the same: it stays in the list, with its last day. What the steps do not say,
such as the law that gives the power, stays empty, and the paper that needs it is a draft that names it.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.documents.resolution import cited
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.citation import written_fully
from mingjian.office.documents.fact_groups import Taken
from mingjian.office.documents.models import Document
from mingjian.office.language import chinese_day
from mingjian.office.models import Dossier

_SEIZING, _PRESERVING = ("seize", "seize_on_the_spot"), ("preserve_evidence", "preserve_on_the_spot")
#: The steps that end a measure, by the list that it stands in.
_ENDING = {
    **dict.fromkeys(("lift_seizure", "decline_seizure", "dispose"), "seized"),
    **dict.fromkeys(("act_on_preserved", "decline_preservation", "let_lapse"), "preserved"),
}
_PAPER = {"seized": "measure_decision", "preserved": "preservation_notice"}
_DEADLINE = {"seized": "seizure", "preserved": "act_on_preserved"}
_PRESERVED, _PRESERVED_BY = "先行登记保存", "apl/56"

Row = dict[str, str]


def measure_facts(dossier: Dossier, taken: Iterable[Taken]) -> dict[str, list[Row]]:
    """
    Return the rows of measures, the newest last: of all (`list`), of seizures and of preserved evidence by themselves, of those that still run (`held`).

    `ended` are those that something became of, the one that it happened to last at the end.
    """
    rows: list[Row] = []
    lists: dict[str, list[Row]] = {"seized": [], "preserved": []}
    began: list[tuple[date, str]] = []
    ended: list[Row] = []
    for one in taken:
        if one.step in (*_SEIZING, *_PRESERVING):
            kind = "seized" if one.step in _SEIZING else "preserved"
            row = _begun(one, kind)
            rows.append(row)
            lists[kind].append(row)
            began.append((localtime(one.at).date(), kind))
        elif (kind := _ENDING.get(one.step, "")) and lists[kind]:
            lists[kind][-1] |= {"止": chinese_day(one.at), "处理": _became(one)}
            ended.append(lists[kind][-1])
        elif one.step == "dispose_early" and lists["seized"]:
            lists["seized"][-1]["先行处置"] = "；".join(filter(None, (one.given.get("goods_list"), one.given.get("reason"))))
            ended.append(lists["seized"][-1])
    if not rows:
        return {}
    held = [row for row in rows if not row["处理"]]
    _number(dossier, rows, began)
    _set_last_days(dossier, lists)
    for row in rows:
        early = f"先行处置：{row['先行处置']}" if row["先行处置"] else ""
        row["情况"] = "；".join(filter(None, (row["处理"], early))) or "尚未处理"
    return {"list": rows, **lists, "held": held, "ended": ended}


def measures_told(dossier: Dossier) -> list[tuple[datetime, str]]:
    """Return when each measure was taken and what it was, as the course of an investigation says it, with the number of its paper; the oldest first."""
    entries = dossier.entries.filter(kind__in=(*_SEIZING, *_PRESERVING)).order_by("index").values_list("kind", "at", "body")
    kinds = dict(rulebook().papers["measure_kind"].options)
    rows: list[Row] = []
    began: list[tuple[date, str]] = []
    for step, at, body in entries:
        named = kinds.get((json.loads(body).get("papers") or {}).get("measure_kind", ""))
        is_seized = step in _SEIZING
        what = f"对有关财物实施{named.zh if named else '查封、扣押'}" if is_seized else "对有关证据先行登记保存"
        rows.append({"文号": "", "何事": what})
        began.append((localtime(at).date(), "seized" if is_seized else "preserved"))
    _number(dossier, rows, began)
    said = [f"本机关{row['何事']}" + (f"（{row['文号']}）" if row["文号"] else "") for row in rows]
    return [(at, words) for (_, at, _), words in zip(entries, said, strict=True)]


def _begun(step: Taken, kind: str) -> Row:
    """Return the row of a measure as it begins. Its kind as the officer named it is apart from what a list calls it, where nobody named it."""
    is_seized, given = kind == "seized", step.given
    named = given.get("measure_kind", "") if is_seized else _PRESERVED
    on = localtime(step.at).date()
    power = written_fully(given.get("measure_power", ""), on) if is_seized else cited([_PRESERVED_BY], rulebook().statutes, on) or ""
    return {
        "文号": "",
        "措施": named or "查封、扣押",
        "种类": named,
        "依据": power,
        "起": chinese_day(step.at),
        "止": "",
        "财物": given.get("seized_goods" if is_seized else "preserved_items", ""),
        "理由": _sentence(given.get("reason", "")),
        "保管": "，".join(filter(None, (given.get("kept_at"), given.get("kept_by")))),
        "保管人": given.get("kept_by", ""),
        "保管地点": given.get("kept_at", ""),
        "处理": "",
        "先行处置": "",
    }


def _sentence(text: str) -> str:
    return f"{text.strip().rstrip('。；')}。" if text.strip() else ""


def _became(step: Taken) -> str:
    """Return what became of the things of a measure that a step ends: the decision on them, or else the step's own name with its reason."""
    told = step.given.get("disposal") or step.told.get("label", "")
    return "：".join(filter(None, (told, step.given.get("reason"))))


def _number(dossier: Dossier, rows: list[Row], began: list[tuple[date, str]]) -> None:
    """Enter the number of the paper of each measure: the newest of its form that bears the measure's first day."""
    papers = Document.objects.filter(dossier=dossier, is_draft=False, form__in=_PAPER.values()).order_by("made_at", "pk")
    numbers = {(one.form, one.made_on): one.number for one in papers}
    for row, (day, kind) in zip(rows, began, strict=True):
        row["文号"] = numbers.get((_PAPER[kind], day), "")


def _set_last_days(dossier: Dossier, lists: dict[str, list[Row]]) -> None:
    """Enter the last day of what still runs: that of its deadline, extended or not."""
    for kind, rows in lists.items():
        deadline = dossier.deadlines.filter(name=_DEADLINE[kind]).order_by("opened_at", "id").last() if rows else None
        if deadline is not None and deadline.due and not rows[-1]["处理"]:
            rows[-1]["止"] = chinese_day(deadline.due)
