"""Look each value of a form up in a dossier's record. What is not there is a gap: named, never invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingjian.core.documents.forms import Form, Value
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.law.statutes import Statutes

LAW = "law:"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The values of a form by name (none: a blank), and the gaps: what nobody has put on record yet."""

    values: dict[str, Any]
    gaps: tuple[Text, ...]


def resolve(form: Form, record: Mapping[str, Any], statutes: Statutes, on: date) -> Resolved:
    """Return what a form says of a record on a day. Articles that the rulebook does not hold on the day are not cited."""
    values, gaps = {}, []
    for name, value in form.values.items():
        found = _grounds(form, statutes, on) if value.sources == ("ground",) else first_of(value, record, statutes, on)
        if found in (None, "", []):
            found = "" if value.is_optional else [] if value.is_list else None
            if not value.is_optional and not value.is_hand:
                gaps.append(value.label)
        values[name] = found
    return Resolved(values, tuple(gaps))


def first_of(value: Value, record: Mapping[str, Any], statutes: Statutes, on: date) -> Any:
    """Return what stands at the first place of a record that holds something; none where there is none."""
    for source in value.sources:
        found = _figure(source.removeprefix(LAW), statutes, on) if source.startswith(LAW) else look_up(record, source.removesuffix("[]"))
        if found not in (None, "", []):
            return found
    return None


def look_up(record: Mapping[str, Any], source: str) -> Any:
    """Return what a record has at a place (`steps.inform.penalty_intended`), or none."""
    found: Any = record
    for part in source.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _figure(ref: str, statutes: Statutes, on: date) -> str | None:
    """Describe a figure of the law as it holds on the day (`60 日`). One that no text supports decides nothing, and is none here."""
    try:
        value = statutes.value(ref, on)
    except (NotFound, BadInput):
        return None
    return None if value.verification == "UNVERIFIED" else value.amount.zh.replace(" ", "")


def _grounds(form: Form, statutes: Statutes, on: date) -> str | None:
    cited = []
    for ground in form.ground:
        try:
            cited.append(statutes.citation(ground, on).zh)
        except (NotFound, BadInput):
            continue
    return "、".join(cited) or None
