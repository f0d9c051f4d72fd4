"""
The legal test of pyramid selling, limb by limb: which limbs stand in the texts, which are not seen there, and which no text can show.

The three forms are those of the Regulation, art. 7; the numbers are the line of the Opinion of 2013, art. 1. Numbers and articles come from the law files, with
how far each was checked.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import mingjian
from mingjian.core.detectors.common.sales_agents import FEE, HEADS, RANK, TEAM, TIER, tier_of
from mingjian.core.language import Text, amount
from mingjian.core.law import Faults, Statutes
from mingjian.core.law.law_files import read_laws
from mingjian.core.law.statutes import LawValue
from mingjian.core.redaction import shown

PERSONS, LAYERS = "pyramid_opinion_2013/1#persons", "pyramid_opinion_2013/1#layers"
FORMS, CRIME = "pyramid_reg/7", "criminal_law/224-1"
_LEAST_TIERS = 2
_QUOTED = 6
_UNCHECKED = Text("未核对原文，只供参考", "not checked against the official text, for orientation only")
_TIER_KINDS = {"entry": Text("门槛", "to enter"), "price": Text("拿货价", "price of goods"), "discount": Text("折", "tenths of the price")}


class Line(NamedTuple):
    """The criminal line on a day: at least so many persons in at least so many layers, those at the top included."""

    persons: int
    layers: int
    source: Text


class Limb(NamedTuple):
    """One limb: key, name, article, and what stands in the texts for it (empty: not seen)."""

    key: str
    name: Text
    ground: str
    seen: tuple[str, ...]


NAMES: Mapping[str, Text] = {
    "fee": Text("入门费（交费或购货取得资格）", "a fee, or goods bought, for the right to take part"),
    "heads": Text("拉人头（按发展人数计酬）", "pay by heads"),
    "team": Text("团队计酬（按下线业绩计酬）", "pay by the sales of those below"),
    "persons": Text("人数", "persons"),
    "layers": Text("层级", "layers"),
}
#: What no text of the one who recruits can show.
BEYOND = Text(
    "是否骗取财物、商品是否真实销售、各账号是否各为一人，文字不能说明，须由人判断；代理名称上的级别不是层级",
    "whether there is deceit, whether goods are truly sold, and whether each account is one person, no text can show and is for a person to judge; "
    "ranks in name are no layers",
)


def forms_of(rows: Sequence[Mapping[str, str]], on: date) -> tuple[Limb, ...]:
    """Return the three forms with what stands for each: words, and ranks that have a price."""
    said = {kind: sorted({row["said"] for row in rows if row["kind"] == kind}) for kind in (FEE, HEADS, TEAM, TIER)}
    tiers = [tier_of(one) for one in said[TIER]]
    entry = [one for one in tiers if one.kind == "entry"]
    counted = tiers if len({one.rank for one in tiers}) >= _LEAST_TIERS else entry
    priced = [f"{shown(one.rank)} {amount(one.amount)}（{_TIER_KINDS[one.kind].zh}）" for one in counted]
    # Goods at a price for each rank are distribution; only what is paid to become one counts for the fee by itself.
    fee = [*said[FEE], *(priced if entry or said[FEE] else ())]
    seen = {"fee": fee, "heads": said[HEADS], "team": said[TEAM]}
    return tuple(Limb(key, NAMES[key], FORMS, tuple(found)) for key, found in seen.items())


def numbers_of(persons: int, layers: int, line: Line) -> tuple[Limb, ...]:
    """Return the two numbers of the criminal line; seen where reached."""
    reached = {"persons": (persons, line.persons, PERSONS), "layers": (layers, line.layers, LAYERS)}
    return tuple(Limb(key, NAMES[key], ref.partition("#")[0], (str(have),) if have >= need else ()) for key, (have, need, ref) in reached.items())


def limbs_said(limbs: Sequence[Limb], on: date) -> Text:
    """Return which limbs stand in the texts, with their words, which are not seen, on which articles that rests, and how far these were checked."""
    seen, unseen = [one for one in limbs if one.seen], [one for one in limbs if not one.seen]
    zh = f"文字中有：{'、'.join(f'{one.name.zh}（{_words(one)}）' for one in seen) or '无'}；未见：{'、'.join(one.name.zh for one in unseen) or '无'}"
    en = f"the texts hold {', '.join(f'{one.name.en} ({_words(one)})' for one in seen) or 'none of the limbs'}; "
    en += f"not seen: {', '.join(one.name.en for one in unseen) or 'none'}"
    cited = [_cited(ground, on) for ground in dict.fromkeys(one.ground for one in limbs)]
    return Text(f"{zh}（{'；'.join(one.zh for one in cited)}）", f"{en} ({'; '.join(one.en for one in cited)})")


def _words(one: Limb) -> str:
    more = len(one.seen) - _QUOTED
    return "、".join(shown(word) for word in one.seen[:_QUOTED]) + (f" +{more}" if more > 0 else "")


def _cited(ground: str, on: date) -> Text:
    """Cite an article, and say so where it was not checked against its text."""
    cited, article = _statutes().citation(ground, on), _statutes().article(ground, on)
    return cited if article.verification == "text" else Text(f"{cited.zh}，{_UNCHECKED.zh}", f"{cited.en}, {_UNCHECKED.en}")


def evidence_of(limbs: Sequence[Limb], on: date) -> dict[str, Any]:
    """Return limbs as the evidence keeps them: seen or not, by what words, on which article, checked how far."""
    return {
        one.key: {"seen": bool(one.seen), "said": list(one.seen), "ground": one.ground, "verification": _statutes().article(one.ground, on).verification}
        for one in limbs
    }


def ranks_of(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the words of ranks."""
    return sorted({row["said"] for row in rows if row["kind"] == RANK})


@cache
def _statutes() -> Statutes:
    return read_laws(Path(mingjian.__file__).parent / "rulebook" / "cn" / "laws", "laws", Faults())


@cache
def day_of(day: str) -> date:
    """Return the day on which the test is asked for: that of the newest text, not before the Opinion; where none is known, its last version's."""
    versions = _statutes().versions(PERSONS.partition("/")[0])
    return max(date.fromisoformat(day), versions[0].in_force) if day else versions[-1].in_force


@cache
def line_on(day: str) -> Line:
    """Return the criminal line on a day."""
    on = day_of(day)
    persons, layers = _statutes().value(PERSONS, on), _statutes().value(LAYERS, on)
    return Line(_least(persons), _least(layers), _cited(PERSONS.partition("#")[0], on))


def _least(value: LawValue) -> int:
    return int(value.least or value.number or 0)
