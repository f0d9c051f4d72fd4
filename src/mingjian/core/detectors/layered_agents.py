"""
Layers of agents who bring each other in, as their posts tell it, held against the legal test of pyramid selling: so many persons in so many layers.

Ranks of agents are lawful where goods are truly sold; what weighs is a fee to enter and pay for heads. The numbers come from the law files.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

import mingjian
from mingjian.core.detectors import Detector, Setting, findings
from mingjian.core.engines import Engine, Relation
from mingjian.core.extraction.invitations import find_ties
from mingjian.core.graph.lines import Organisation, organisations
from mingjian.core.language import Text
from mingjian.core.law import Faults, Statutes
from mingjian.core.law.statutes import LawValue, read_laws
from mingjian.core.wording import Texts, masked, shown

DETECTOR = Detector(
    key="layered_agents",
    title=Text("层级代理", "Layered agents"),
    summary=Text(
        "帖文自述的推荐、发展关系组成的层级，与传销认定的人数、层级标准对照。",
        "Layers of agents that posts tell of, held against the numbers of persons and layers in the test of pyramid selling.",
    ),
    reads=("post",),
    ground=("pyramid_reg/7", "pyramid_opinion_2013/1"),
    innocent=(
        Text("以真实销售商品为目的的多级经销，按销售业绩计酬", "distribution in several layers that truly sells goods and pays by sales"),
        Text("老客户推荐有奖", "a bonus for recommending a friend"),
        Text("同一人用几个账号，实际人数更少", "one person with several accounts, so that there are fewer persons"),
    ),
    blind=Text(
        "只看帖文里明说的上下线；不看转账、群成员和后台；昵称与账号不同的，可能把一人算作两人；上下线没有发帖的看不到。",
        "It sees only who is above whom as posts say it outright, no transfers, members of groups or back offices; a nickname that is no account may count one "
        "person twice, and whoever posted nothing is not seen.",
    ),
    settings={
        "share": Setting(0.3, Text("报告的最低人数，占法定人数标准的比例", "The least number of persons told, as a share of the legal number"), 0.05, 1),
    },
)

PERSONS, LAYERS = "pyramid_opinion_2013/1#persons", "pyramid_opinion_2013/1#layers"
FEE, HEADS, RANK = "entry_fee", "head_reward", "agent_level"
WORDS = (FEE, HEADS, RANK)
SHOWN = 200  # members that the evidence names
_BEIJING = timedelta(hours=8)
JUDGED = Text(
    "是否实为入门费、是否按人头而非真实销售计酬、是否骗取财物、各账号是否各为一人，须由人判断",
    "whether the fee is one to enter, whether heads or true sales are paid for, whether there is deceit, "
    "and whether each account is one person, is for a person to judge",
)

_SAID = pa.schema(
    [("platform", pa.string()), ("account", pa.string()), ("post", pa.string()), ("day", pa.string()), ("kind", pa.string()), ("said", pa.string())]
)


class Line(NamedTuple):
    """The legal test on a day: at least so many persons in at least so many layers, those at the top included."""

    persons: int
    layers: int
    source: Text


def find(engine: Engine, post: Relation, *, share: float) -> pa.Table:
    """
    Find organisations that have the legal number of layers and at least `share` of the legal number of persons.

    Of the score half is the share of persons reached (at most all), a fifth is for reaching both numbers, and the rest for words of fees and of pay by heads;
    without any such words it is halved.
    """
    said = engine.to_arrow(engine.map_arrow(_kernel, post, _SAID)).to_pylist()
    rows = sorted(said, key=lambda row: tuple(str(value) for value in row.values()))
    found = []
    for platform in sorted({row["platform"] for row in rows}):
        here = [row for row in rows if row["platform"] == platform]
        found += [row for one in organisations(_ties(here)) if (row := _finding(platform, one, here, share))]
    return findings(found)


def _kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        texts = Texts(batch)
        yield from pa.Table.from_pylist([*_told_ties(texts), *_told_words(texts)], _SAID).to_batches()


def _told_ties(texts: Texts) -> Iterator[dict[str, Any]]:
    for row, text in enumerate(texts.batch.column("text").to_pylist()):
        account = texts.value(row, "account_id")
        ties = find_ties(text) if text and account else []
        if ties and not texts.reading(row).is_reporting:
            yield from ({**_place(texts, row), "kind": one.kind, "said": one.name} for one in ties)


def _told_words(texts: Texts) -> Iterator[dict[str, Any]]:
    for row in texts.rows_with(WORDS, 2).tolist():
        reading = texts.reading(row)
        if texts.value(row, "account_id") and not reading.is_reporting:
            yield from ({**_place(texts, row), "kind": one.category, "said": one.term} for one in reading.of(*WORDS, least=2))


def _place(texts: Texts, row: int) -> dict[str, Any]:
    at: datetime | None = texts.value(row, "posted_at")
    names = {"platform": texts.value(row, "platform") or "", "account": texts.value(row, "account_id"), "post": texts.value(row, "post_id")}
    return {**names, "day": (at + _BEIJING).date().isoformat() if at else ""}


def _ties(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Give (upper, lower); whoever used a code stands below those who gave it out as theirs."""
    givers: dict[str, set[str]] = {}
    for row in rows:
        if row["kind"] == "given":
            givers.setdefault(row["said"], set()).add(row["account"])
    found = set()
    for row in rows:
        if row["kind"] == "upper":
            found.add((row["said"], row["account"]))
        elif row["kind"] == "lower":
            found.add((row["account"], row["said"]))
        elif row["kind"] == "used":
            found |= {(giver, row["account"]) for giver in givers.get(row["said"], ())}
    return found


def _finding(platform: str, one: Organisation, rows: list[dict[str, Any]], share: float) -> dict[str, Any] | None:
    members = set(one.members)
    theirs = [row for row in rows if row["account"] in members]
    line = line_on(max((row["day"] for row in theirs), default=""))
    if len(one.layers) < line.layers or len(members) < share * line.persons:
        return None
    words = {kind: sorted({row["said"] for row in theirs if row["kind"] == kind}) for kind in WORDS}
    reason = _reason(one, line, words)
    return {
        "detector": DETECTOR.key,
        "subject_kind": "account",
        "subject": f"{platform}/{one.top}",
        "score": round(_score(one, line, words), 4),
        "reason_zh": reason.zh,
        "reason_en": reason.en,
        "evidence": _evidence(one, line, words, theirs),
        "innocent_zh": "；".join(text.zh for text in DETECTOR.innocent),
        "innocent_en": "; ".join(text.en for text in DETECTOR.innocent),
    }


def _score(one: Organisation, line: Line, words: Mapping[str, list[str]]) -> float:
    persons = len(one.members)
    whole = 0.5 * min(1.0, persons / line.persons) + 0.2 * (persons >= line.persons) + 0.15 * bool(words[FEE]) + 0.15 * bool(words[HEADS])
    return whole if words[FEE] or words[HEADS] else whole / 2


def _reason(one: Organisation, line: Line, words: Mapping[str, list[str]]) -> Text:
    persons, layers, reached = len(one.members), len(one.layers), len(one.members) >= line.persons
    top, each = masked(shown(one.top)), "、".join(str(len(layer)) for layer in one.layers)
    zh = f"据帖文自述，账号“{top}”之下（含本人）共 {persons} 人、{layers} 层（各层 {each} 人）；"
    en = f"As posts tell it, {persons} persons in {layers} layers (of {each.replace('、', ', ')}), the top included, stand with and below “{top}”; "
    zh += f"标准为 {line.persons} 人以上且 {line.layers} 层以上（{line.source.zh}），{'人数和层级均已达到' if reached else '人数尚未达到'}；"
    en += f"the test is {line.persons} persons and {line.layers} layers or more ({line.source.en}): "
    en += "both are reached; " if reached else "the persons are not reached; "
    told = [word for kind in (FEE, HEADS, RANK) for word in words[kind]]
    zh += f"帖文提到{'、'.join(told)}；" if told else "帖文未提到入门费或者按人头计酬；"
    en += f"posts speak of {', '.join(told)}; " if told else "posts speak of no fee to enter and no pay by heads; "
    return Text(f"{zh}{JUDGED.zh}。", f"{en}{JUDGED.en}.")


def _evidence(one: Organisation, line: Line, words: Mapping[str, list[str]], rows: list[dict[str, Any]]) -> str:
    posts = sorted({row["post"] for row in rows})
    told = {
        "persons": len(one.members),
        "layers": [len(layer) for layer in one.layers],
        "members": [list(layer[:SHOWN]) for layer in one.layers],
        "test": {"persons": line.persons, "layers": line.layers, "values": [PERSONS, LAYERS]},
        "words": words,
        "posts": posts[:SHOWN],
        "post_count": len(posts),
    }
    return json.dumps(told, ensure_ascii=False)


@cache
def _statutes() -> Statutes:
    return read_laws(Path(mingjian.__file__).parent / "rulebook" / "cn" / "laws", "laws", Faults())


@cache
def line_on(day: str) -> Line:
    """Give the legal test on a day (the newest version where the day is not known, or lies before the first)."""
    statutes, first = _statutes(), _statutes().versions(PERSONS.partition("/")[0])
    on = max(date.fromisoformat(day), first[0].in_force) if day else first[-1].in_force
    persons, layers = statutes.value(PERSONS, on), statutes.value(LAYERS, on)
    return Line(_least(persons), _least(layers), statutes.citation(PERSONS.partition("#")[0], on))


def _least(value: LawValue) -> int:
    return int(value.least or value.number or 0)
