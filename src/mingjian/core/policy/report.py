"""A run as plain data for pages and files: first what nobody measured, then differences with intervals; the same words in both languages, and no ranking."""

import math
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.policy.assumptions import ASSUMPTIONS, UNKNOWN
from mingjian.core.policy.channels import CHANNELS
from mingjian.core.policy.comparison import Comparison, Difference, Span, compare, yearly
from mingjian.core.policy.experiment import ALL, model_digest
from mingjian.core.policy.experiment_run import CHECK, Results
from mingjian.core.policy.levers import LEVERS
from mingjian.core.policy.outcomes import OUTCOMES
from mingjian.core.policy.structures import STRUCTURES
from mingjian.core.policy.targets import beside

WATERMARK = Text("探索：未登记，不得发布", "EXPLORATION: not registered, not to be published")
CAVEAT = Text(
    "这是在所列假设下的比较，不说明将会发生什么，也不证明任何方案有效。",
    "This is a comparison under the assumptions listed; it does not say what will happen and proves no proposal.",
)
EVERY = Text("各渠道合计", "all channels")
TODAY = Text("现行规则", "present rules")
VERDICTS: Mapping[str, Text] = {
    "held": Text("在每种结构中都成立", "held in every structure"),
    # Not "refuted": a hypothesis that held in 14 worlds of 20 where 16 were registered is not shown to be false.
    "refuted": Text("在每种结构中都未达到登记的世界比例", "short of the registered share of worlds in every structure"),
    "turns": Text("因结构而异", "turns with the structure"),
}


def both(text: Text) -> dict[str, str]:
    """Return a phrase as data."""
    return {"zh": text.zh, "en": text.en}


def as_data(results: Results, *, is_registered: bool) -> dict[str, Any]:
    """Return a run's report as data. What was not registered before it ran carries the watermark."""
    found, experiment = compare(results), results.experiment
    return {
        "watermark": None if is_registered else both(WATERMARK),
        "caveat": both(CAVEAT),
        "title": both(experiment.title),
        "question": both(experiment.question),
        "digest": experiment.digest,
        "model": model_digest(),
        "results": found.digest,
        "size": {"operators": experiment.operators, "weeks": experiment.weeks, "burn_in": experiment.burn_in, "seeds": len(experiment.seeds)},
        "lapse": {"weeks": results.lapse, "ground": CHECK},
        "unknown": [both(one) for one in UNKNOWN],
        "assumptions": [_assumption(name) for name in ASSUMPTIONS],
        "structures": {name: {"title": both(one.title), "says": both(one.says)} for name, one in STRUCTURES.items()},
        "proposals": {name: _proposal(levers) for name, levers in experiment.proposals.items()},
        "first_outcome": experiment.first_outcome,
        **_found(found),
        "targets": [_target(one, spans) for one, spans in beside(results)],
    }


def _found(found: Comparison) -> dict[str, Any]:
    return {
        "outcomes": {name: both(one.says) for name, one in OUTCOMES.items()},
        "channels": {ALL: both(EVERY), **{name: both(text) for name, text in CHANNELS.items()}},
        "differences": [_difference(one) for one in found.differences],
        "displaced": [
            {"proposal": one.proposal, "spans": {name: _span(span) for name, span in one.spans.items()}, "without": dict(one.without)}
            for one in found.displaced
        ],
        "verdicts": [
            {
                "says": both(one.hypothesis.says),
                "share": one.hypothesis.share,
                "held": {name: list(held) for name, held in one.held.items()},
                "outcome": one.outcome,
                "outcome_says": both(VERDICTS[one.outcome]),
            }
            for one in found.verdicts
        ],
    }


def _assumption(name: str) -> dict[str, Any]:
    one = ASSUMPTIONS[name]
    return {"key": name, "says": both(one.says), "low": one.low, "high": one.high, "is_measured": one.is_measured, "why": both(one.why)}


def _proposal(levers: tuple[str, ...]) -> dict[str, Any]:
    told = [{"title": both(LEVERS[one].title), "burdens": both(LEVERS[one].burdens), "ground": LEVERS[one].ground} for one in levers]
    joined = Text("、".join(LEVERS[one].title.zh for one in levers), "; ".join(LEVERS[one].title.en for one in levers)) if levers else TODAY
    return {"says": both(joined), "levers": told}


def _difference(one: Difference) -> dict[str, Any]:
    names = {"proposal": one.proposal, "against": one.against, "outcome": one.outcome, "channel": one.channel, "turns": one.turns}
    return {**names, "spans": {name: _span(span) for name, span in one.spans.items()}, "today": {name: _span(span) for name, span in one.today.items()}}


def _target(one: Any, spans: Mapping[str, Span]) -> dict[str, Any]:
    told = {"says": both(one.says), "low": one.low, "high": one.high, "source": both(one.source), "caution": both(one.caution)}
    return {**told, "spans": {name: _span(span) for name, span in spans.items()}}


def _span(span: Span | None) -> dict[str, Any] | None:
    """Return a span as data, rounded by its own width: a digit that its interval does not carry is not shown."""
    if span is None:
        return None
    low, middle, high = rounded(span.low, span.middle, span.high)
    return {"low": low, "middle": middle, "high": high, "less": span.less, "same": span.same, "more": span.more, "worlds": span.worlds}


def rounded(low: float, middle: float, high: float) -> tuple[float, float, float]:
    """Round an interval to a hundredth of its width or finer, or of itself where it has none."""
    width = (high - low) or abs(middle)
    digits = 3 - math.ceil(math.log10(width)) if width > 0 else 0
    return tuple(round(one, digits) + 0.0 for one in (low, middle, high))  # type: ignore[return-value]


def table_of(results: Results, *, is_registered: bool) -> pa.Table:
    """Return every world's outcomes a year, one row each: structure, seed, proposal, channel, outcome, value; an exploration says so in a column."""
    told, experiment = yearly(results), results.experiment
    axes: tuple[list[Any], ...] = (list(STRUCTURES), list(experiment.seeds), list(experiment.proposals), [ALL, *CHANNELS], list(OUTCOMES))
    counts = [len(axis) for axis in axes]
    columns: dict[str, Any] = {}
    for place, (name, axis) in enumerate(zip(("structure", "seed", "proposal", "channel", "outcome"), axes, strict=True)):
        before, after = math.prod(counts[:place]), math.prod(counts[place + 1 :])
        columns[name] = [value for _ in range(before) for value in axis for _ in range(after)]
    columns["value"] = told.reshape(-1)
    columns["standing"] = ["registered" if is_registered else "exploration"] * len(columns["value"])
    return pa.table(columns)


def markdown(data: Mapping[str, Any], language: str) -> str:
    """Write a report as Markdown in one language (`zh`, `en`)."""
    zh = language == "zh"
    mark = f"> **{data['watermark'][language]}**\n\n" if data["watermark"] else ""
    parts = [
        f"# {data['title'][language]}\n\n{mark}{data['question'][language]}\n\n{data['caveat'][language]}",
        f"SHA-256: {data['digest']} ({'实验' if zh else 'experiment'}), {data['results']} ({'结果' if zh else 'results'})",
        f"## {'没有人测量过的' if zh else 'What nobody measured'}\n\n" + "\n".join(f"- {one[language]}" for one in data["unknown"]),
        _assumptions_told(data, language),
        f"## {'假说' if zh else 'Hypotheses'}\n\n" + "\n".join(_verdict_told(one, data, language) for one in data["verdicts"]),
        _differences_told(data, language),
    ]
    return "\n\n".join(parts) + f"\n\n{mark}"


def _assumptions_told(data: Mapping[str, Any], language: str) -> str:
    zh = language == "zh"
    yes, no = ("是", "否") if zh else ("yes", "no")
    rows = []
    for one in data["assumptions"]:
        measured = yes if one["is_measured"] else no
        rows.append(f"| {one['says'][language]} | {one['low']:g} – {one['high']:g} | {measured} | {one['why'][language]} |")
    head = "| 假设 | 范围 | 有测量 | 理由 |" if zh else "| assumption | range | measured | why |"
    return "\n".join([head, "|---|---|---|---|", *rows])


def _verdict_told(one: Mapping[str, Any], data: Mapping[str, Any], language: str) -> str:
    counted = "; ".join(f"{data['structures'][name]['title'][language]} {times}/{worlds}" for name, (times, worlds) in one["held"].items())
    return f"- {one['says'][language]}: **{one['outcome_says'][language]}** ({counted})"


def _differences_told(data: Mapping[str, Any], language: str) -> str:
    """Describe the differences of all outcomes over all channels; each structure with its interval, its middle and its number of worlds."""
    zh = language == "zh"
    rows = []
    for one in data["differences"]:
        told = "; ".join(
            f"{data['structures'][name]['title'][language]} {span['middle']:,g} [{span['low']:,g}, {span['high']:,g}] n={span['worlds']}"
            for name, span in one["spans"].items()
        )
        names = (data["outcomes"][one["outcome"]], data["channels"][one["channel"]], data["proposals"][one["proposal"]]["says"])
        rows.append("| " + " | ".join(name[language] for name in names) + f" | {told} |")
    title = "与现行规则的差（每种结构：中位数 [5%, 95%]，世界数）" if zh else "Differences from the present rules (each structure: middle [5 %, 95 %], worlds)"
    head = "| 结果 | 渠道 | 方案 | 差 |" if zh else "| outcome | channel | proposal | difference |"
    return "\n".join([f"## {title}\n", head, "|---|---|---|---|", *rows])
