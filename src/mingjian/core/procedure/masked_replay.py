"""A replay over masked dossiers: drafted figures, dossiers without names, and counts of which the small ones are withheld."""

import dataclasses
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from mingjian.core.errors import BadInput
from mingjian.core.procedure.draft import Draft, read_draft
from mingjian.core.procedure.past import Past
from mingjian.core.procedure.replay import FIGURES, Replay, replay
from mingjian.core.procedure.rulebook import packaged, rulebook
from mingjian.core.redaction import masked

FEWEST = 5  # below, a count would tell of single dossiers
#: Amounts, days, instants and choices of a list: what a replay reckons with. A telephone's digits are more than an amount's.
_PLAIN = re.compile(r"-?\d{1,10}(\.\d{1,4})?|\d{4}-\d{2}-\d{2}(T[\d:.+Z-]{1,30})?|[a-z][a-z_]{0,59}")


def masked_dossiers(pasts: Iterable[Past]) -> Iterator[Past]:
    """Return dossiers without number and title, their papers masked but for amounts, days and choices."""
    for place, past in enumerate(pasts, 1):
        steps = tuple(dataclasses.replace(taken, papers={name: _masked(value) for name, value in taken.papers.items()}) for taken in past.steps)
        yield dataclasses.replace(past, number=f"#{place}", title="—", steps=steps)


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(one) for one in value]
    return value if not isinstance(value, str) or _PLAIN.fullmatch(value) else masked(value)


def replayed(figures: Mapping[str, int], day: date, pasts: Iterable[Past], at: datetime) -> dict[str, Any]:
    """
    Run masked dossiers under drafted figures (`law/article#name` to number, in the version in force on a day) and give counts, each figure in words.

    A count of 1 to 4 is withheld (None). Raises BadInput or NotInBook where the law has no such figure, RulebookFault where it could not be read with it.
    """
    with tempfile.TemporaryDirectory(prefix="mingjian-lab-") as place:
        drafted_into(Path(place), figures, day)
        return counted_under(read_draft(Path(place)), pasts, at)


def counted_under(draft: Draft, pasts: Iterable[Past], at: datetime) -> dict[str, Any]:
    """Run masked dossiers under a draft and give counts, each figure in words; a count of 1 to 4 is withheld (None)."""
    return _counted(replay(draft, masked_dossiers(pasts), at))


def drafted_into(place: Path, figures: Mapping[str, int], day: date) -> None:
    """Write the laws that hold the figures on a day into a folder laid out as a rulebook, with the drafted numbers."""
    for ref, number in figures.items():
        value = rulebook().statutes.value(ref, day)
        if value.number is None:
            raise BadInput(f"{ref} 没有数字，不能起草为 {number}。", f"{ref} has no number that could be drafted as {number}.")
        law, rest = ref.split("/", 1)
        article, name = rest.split("#", 1)
        file = f"laws/{law}/{rulebook().statutes.law(law, day).in_force.isoformat()}.yaml"
        path = place / file
        told = yaml.safe_load((path if path.exists() else packaged() / file).read_text("utf-8"))
        told["articles"][article]["values"][name]["number"] = number
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8")


def _counted(found: Replay) -> dict[str, Any]:
    kept = {name: getattr(found, name) for name in ("dossiers", "touched", "deadlines", "recounted", "faulty")}
    figures = [{"zh": text.zh, "en": text.en, "count": _withheld(found.figures[name])} for name, text in FIGURES.items() if found.figures[name]]
    return {**{name: _withheld(number) for name, number in kept.items()}, "figures": figures}


def _withheld(number: int) -> int | None:
    return None if 0 < number < FEWEST else number
