"""
Experiments 政策实验: a question that is written down before it is run, read from a YAML file as strictly as a law.

The digest of an experiment is that of what it says (canonical JSON) together with that of the model's own code: either changes, and it is another experiment.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.policy.channels import CHANNELS
from mingjian.core.policy.levers import LEVERS
from mingjian.core.policy.outcomes import OUTCOMES
from mingjian.core.policy.structures import STRUCTURES

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_SIGNS = 200_000
PRESENT = "present"  # the proposal that every other is compared with: today's rules
ALL = "all"  # every channel together
FEWEST_SEEDS, MOST_SEEDS, FEWEST_WORLDS_HOLD = 20, 200, 0.5
_RANGES = {"operators": (100, 100_000), "weeks": (52, 520), "burn_in": (0, 520)}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIGURE = re.compile(r"[a-z0-9_]{1,60}/[\w.-]{1,20}#[a-z0-9_]{1,60}")
_TOP = frozenset(("key", "title", "question", "day", "proposals", "hypotheses", "first_outcome", "operators", "weeks", "burn_in", "seeds", "draft"))


@dataclass(frozen=True)
class Hypothesis:
    """What is claimed before the run: under `proposal` an outcome in a channel is `less` or `more` than under `against`, in at least `share` of the worlds."""

    says: Text
    outcome: str
    channel: str
    proposal: str
    against: str
    direction: str
    share: float


@dataclass(frozen=True)
class Experiment:
    """One experiment. `proposals` name their levers, the present rules (no lever) first; `draft`: figures of the law as they
    would be drafted, for the replay."""

    key: str
    title: Text
    question: Text
    on: date
    proposals: Mapping[str, tuple[str, ...]]
    hypotheses: tuple[Hypothesis, ...]
    first_outcome: str
    operators: int
    weeks: int
    burn_in: int
    seeds: tuple[int, ...]
    draft: Mapping[str, int]
    told: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) that is sealed: of what the experiment says, and of the model that it will be run on."""
        said = json.dumps({"experiment": self.told, "model": model_digest()}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(said.encode()).hexdigest()

    @property
    def worlds(self) -> int:
        """Return how many worlds it runs: structures times seeds."""
        return len(STRUCTURES) * len(self.seeds)


@cache
def model_digest() -> str:
    """Return the SHA-256 (hex) of the model's own source, file by file in the order of their names."""
    folder, digest = Path(__file__).parent, sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def experiment_of(text: str) -> Experiment:
    """Read an experiment from YAML. Raises BadInput with the first thing that is wrong, and its cure."""
    told = _loaded(text)
    if unknown := sorted(str(name) for name in set(told) - _TOP):
        raise BadInput(f"不认识的项目“{unknown[0]}”；可用：{'、'.join(sorted(_TOP))}。", f"Unknown entry {unknown[0]!r}; known: {', '.join(sorted(_TOP))}.")
    if lacked := sorted(_TOP - {"draft"} - set(told)):
        raise BadInput(f"缺少“{lacked[0]}”。", f"{lacked[0]!r} is missing.")
    proposals = _proposals(told["proposals"])
    numbers = {name: _number(told[name], name, *bounds) for name, bounds in _RANGES.items()}
    if numbers["burn_in"] + 26 > numbers["weeks"]:
        raise BadInput("weeks 至少比 burn_in 多 26 周，才有可比较的时间。", "weeks must be at least 26 more than burn_in: else there is no time to compare.")
    return Experiment(
        key=_key(told["key"], "key"),
        title=_text(told["title"], "title", 120),
        question=_text(told["question"], "question", 1000),
        on=_day(told["day"]),
        proposals=proposals,
        hypotheses=_hypotheses(told["hypotheses"], proposals),
        first_outcome=_one_of(told["first_outcome"], "first_outcome", OUTCOMES),
        seeds=_seeds(told["seeds"]),
        draft=_drafted(told.get("draft") or {}),
        told=_plain(told),
        **numbers,
    )


def _loaded(text: str) -> dict[str, Any]:
    if len(text) > MOST_SIGNS:
        raise BadInput(f"实验文件超过 {MOST_SIGNS:,} 字。", f"The experiment is longer than {MOST_SIGNS:,} characters.")
    try:
        if any(isinstance(token, yaml.AliasToken | yaml.AnchorToken) for token in yaml.scan(text)):
            raise BadInput("实验文件不能使用锚点和别名（& 和 *）。", "An experiment may not use anchors and aliases (& and *).")
        told = yaml.load(text, _LOADER)  # noqa: S506 - both loaders are safe ones
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = str(getattr(error, "problem_mark", "") or "")[:80]
        raise BadInput(f"不是可读的 YAML：{where}", f"This is no readable YAML: {where}") from None
    if not isinstance(told, dict):
        raise BadInput("实验文件应由“名称: 值”组成。", "An experiment consists of `name: value` entries.")
    return told


def _plain(told: Any) -> Any:
    """Return what was told as JSON has it, days as texts."""
    if isinstance(told, dict):
        return {str(name): _plain(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_plain(value) for value in told]
    return told.isoformat() if isinstance(told, date) else told


def _key(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise BadInput(f"{where}：应为小写字母开头的名称（字母、数字、下划线，至多 40）。", f"{where}: a name of small letters, digits and _, at most 40.")
    return value


def _text(value: Any, where: str, most: int) -> Text:
    if (
        not isinstance(value, dict)
        or set(value) != {"zh", "en"}
        or not all(isinstance(one, str) and one.strip() and one.isprintable() for one in value.values())
    ):
        raise BadInput(f"{where}：须写 {{zh: …, en: …}}，两种语言都要。", f"{where}: write {{zh: …, en: …}}, both languages, each on one line.")
    return Text(value["zh"].strip()[:most], value["en"].strip()[:most])


def _number(value: Any, where: str, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadInput(f"{where}：应为 {low:,} 至 {high:,} 的整数。", f"{where}: a whole number from {low:,} to {high:,}.")
    return value


def _day(value: Any) -> date:
    if type(value) is not date:
        raise BadInput("day：应为日期，如 2026-11-27。", "day: a day such as 2026-11-27.")
    return value


def _one_of(value: Any, where: str, known: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or value not in known:
        raise BadInput(f"{where}：应为其中之一：{'、'.join(known)}。", f"{where}: one of {', '.join(known)}.")
    return value


def _proposals(value: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not 1 <= len(value) <= 8:
        raise BadInput("proposals：写 1 至 8 个方案，每个列出监管手段。", "proposals: one to eight, each a list of levers.")
    found: dict[str, tuple[str, ...]] = {PRESENT: ()}
    for name, levers in value.items():
        _key(name, "proposals")
        if name == PRESENT or not isinstance(levers, list) or not levers:
            raise BadInput(
                f"proposals.{name}：列出至少一个监管手段；现行规则（present）自动加入。",
                f"proposals.{name}: list at least one lever; `present` is always there.",
            )
        found[name] = tuple(_one_of(lever, f"proposals.{name}", LEVERS) for lever in levers)
    return found


def _hypotheses(value: Any, proposals: Mapping[str, Any]) -> tuple[Hypothesis, ...]:
    if not isinstance(value, list) or not value:
        raise BadInput("hypotheses：至少写一个可能被推翻的假说。", "hypotheses: write at least one that may fail.")
    return tuple(_hypothesis(one, f"hypotheses[{place}]", proposals) for place, one in enumerate(value, 1))


def _hypothesis(one: Any, where: str, proposals: Mapping[str, Any]) -> Hypothesis:
    asked = {"says", "outcome", "channel", "proposal", "against", "direction", "share"}
    if not isinstance(one, dict) or set(one) != asked:
        raise BadInput(f"{where}：须有且只有 {'、'.join(sorted(asked))}。", f"{where}: needs exactly {', '.join(sorted(asked))}.")
    share = one["share"]
    if not isinstance(share, float | int) or not FEWEST_WORLDS_HOLD <= share <= 1:
        raise BadInput(f"{where}.share：应为 0.5 至 1。", f"{where}.share: from 0.5 to 1.")
    return Hypothesis(
        says=_text(one["says"], f"{where}.says", 300),
        outcome=_one_of(one["outcome"], f"{where}.outcome", OUTCOMES),
        channel=_one_of(one["channel"], f"{where}.channel", {ALL: None, **CHANNELS}),
        proposal=_one_of(one["proposal"], f"{where}.proposal", proposals),
        against=_one_of(one["against"], f"{where}.against", proposals),
        direction=_one_of(one["direction"], f"{where}.direction", {"less": None, "more": None}),
        share=float(share),
    )


def _seeds(value: Any) -> tuple[int, ...]:
    if not isinstance(value, dict) or set(value) != {"first", "number"}:
        raise BadInput("seeds：写 {first: …, number: …}。", "seeds: write {first: …, number: …}.")
    first = _number(value["first"], "seeds.first", 0, 2**31)
    return tuple(range(first, first + _number(value["number"], "seeds.number", FEWEST_SEEDS, MOST_SEEDS)))


def _drafted(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or len(value) > 20:
        raise BadInput("draft：写 数值: 数，至多 20 个。", "draft: figure: number, at most 20.")
    for ref, number in value.items():
        if not isinstance(ref, str) or not _FIGURE.fullmatch(ref):
            raise BadInput(
                "draft：数值应写作 法/条#数值，如 penalty_procedure/18#check。", "draft: a figure is law/article#name, such as penalty_procedure/18#check."
            )
        _number(number, f"draft.{ref}", 1, 100_000)
    return dict(value)
