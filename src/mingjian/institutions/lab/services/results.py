"""Reports and experiments in the reader's language, and the picture of one outcome: intervals side by side, in the order of the experiment."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from mingjian.core.errors import NotFound
from mingjian.core.policy.channels import CHANNELS
from mingjian.core.policy.experiment import ALL, Experiment
from mingjian.core.policy.levers import LEVERS
from mingjian.core.policy.outcomes import OUTCOMES
from mingjian.office.language import said


def told_in(data: Any, code: str) -> Any:
    """Return data with every phrase of two languages as the one that is asked for."""
    if isinstance(data, dict):
        if set(data) == {"zh", "en"}:
            return data["en" if code == "en" else "zh"]
        if {"zh", "en"} < set(data):
            return {"says": data["en" if code == "en" else "zh"], **{name: told_in(value, code) for name, value in data.items() if name not in ("zh", "en")}}
        return {name: told_in(value, code) for name, value in data.items()}
    return [told_in(one, code) for one in data] if isinstance(data, list) else data


def chosen(told: Mapping[str, Any], outcome: str, channel: str) -> dict[str, Any]:
    """Return the differences of one outcome and channel, with the picture of them. Raises NotFound for one that there is not."""
    outcome, channel = outcome or told["first_outcome"], channel or ALL
    rows = [one for one in told["differences"] if (one["outcome"], one["channel"]) == (outcome, channel)]
    if not rows:
        raise NotFound("没有这项结果或渠道。", "There is no such outcome or channel.")
    named = [(told["proposals"][one["proposal"]]["says"], one) for one in rows]
    return {
        "outcome": outcome,
        "channel": channel,
        "title": told["outcomes"][outcome],
        "where": told["channels"][channel],
        "rows": [(name, one, _lines(told, one)) for name, one in named],
        "picture": _picture(told, named),
        "displaced": [(told["proposals"][one["proposal"]]["says"], _displaced(told, one)) for one in told["displaced"]],
        "hit": [_hit(told, name) for name in ("wrongly_hit", "wrongly_hit_small", "honest_weeks_lost", "under_duty")],
    }


def _lines(told: Mapping[str, Any], one: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(told["structures"][name]["title"], span, one["today"][name]) for name, span in one["spans"].items()]


def _displaced(told: Mapping[str, Any], one: Mapping[str, Any]) -> list[tuple[str, Any, int]]:
    """Return structure by structure the displaced share, and in how many worlds nothing to speak of was lost; nothing where none can be told."""
    shown = [(told["structures"][name]["title"], span, one["without"][name]) for name, span in one["spans"].items()]
    return shown if any(span for _, span, _ in shown) else []


def _picture(told: Mapping[str, Any], named: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return what the script draws: a group a proposal, a line a structure, from the 5th to the 95th of a hundred worlds with a dot at the middle."""
    structures = {name: one["title"] for name, one in told["structures"].items()}
    series = [
        {"name": title, "spans": [[one["spans"][name][part] for part in ("low", "middle", "high")] for _, one in named]} for name, title in structures.items()
    ]
    return {"groups": [name for name, _ in named], "series": series, "watermark": told["watermark"] or ""}


def _hit(told: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    """Return who is hit wrongly, over all channels: always told, whatever outcome is looked at."""
    rows = [
        (told["proposals"][one["proposal"]]["says"], _lines(told, one)) for one in told["differences"] if (one["outcome"], one["channel"]) == (outcome, ALL)
    ]
    return {"title": told["outcomes"][outcome], "rows": rows}


def asked_in_words(asked: Experiment, code: str) -> dict[str, Any]:
    """Return what an experiment asks, in the reader's language."""
    from mingjian.core.policy.report import EVERY, TODAY  # the model itself, with numba

    channels = {ALL: EVERY, **CHANNELS}
    proposals = {name: [LEVERS[lever] for lever in levers] for name, levers in asked.proposals.items()}
    titles = {name: gettext(", ").join(said(one.title) for one in levers) or said(TODAY) for name, levers in proposals.items()}
    return {
        "title": asked.title.in_language(code),
        "question": asked.question.in_language(code),
        "proposals": [(titles[name], [(said(one.burdens), one.ground) for one in levers]) for name, levers in proposals.items()],
        "hypotheses": [
            (said(one.says), said(OUTCOMES[one.outcome].says), said(channels[one.channel]), titles[one.proposal], titles[one.against], round(one.share * 100))
            for one in asked.hypotheses
        ],
        "asked": asked,
    }
