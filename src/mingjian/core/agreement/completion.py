"""A sheet completed by an office: what the signed text says of each clause, in the place of what the rulebook only proposes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import yaml

from mingjian.core.agreement.sheet import RULES, Agreement, Clause
from mingjian.core.errors import BadInput


@dataclass(frozen=True)
class Chosen:
    """What the signed text says of one clause: its purposes, the rule of each field, what may be done further, for how many months it is kept."""

    purposes: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    onward: str = "never"
    keep_months: int = 0


def completed(sheet: Agreement, *, in_force: date, ends: date | None, source: str, chosen: Mapping[str, Chosen]) -> str:
    """
    Return the text of the completed sheet: members and titles of the old, the clauses that were chosen, nothing proposed any more.

    `source`: where the signed text lies. Raises BadInput where no clause would let anything go.
    """
    if not any(one.purposes and one.fields for one in chosen.values()):
        raise BadInput("至少须有一个条款写明目的和字段。", "At least one clause must say purposes and fields.")
    if ends is not None and ends < in_force:
        raise BadInput("到期日早于施行日，请改正。", "The last day lies before the first: correct it.")
    clauses = {name: _clause(sheet.clauses[name], one) for name, one in chosen.items() if name in sheet.clauses}
    told = {
        "title": {"zh": sheet.title.zh, "en": sheet.title.en},
        "in_force": in_force,
        **({"ends": ends} if ends else {}),
        "verification": "text",
        "note": {"zh": f"由成员依所签文本填写：{source}", "en": f"Filled in by a member by the signed text: {source}"},
        "members": [{"body": one.body, "regions": list(one.regions)} for one in sheet.members],
        "clauses": clauses,
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000)


def _clause(old: Clause, chosen: Chosen) -> dict[str, object]:
    told: dict[str, object] = {"title": {"zh": old.title.zh, "en": old.title.en}, "shares": old.shares}
    if chosen.purposes:
        told |= {"purposes": list(chosen.purposes), "to": old.to}
    if chosen.fields:
        told["fields"] = dict(chosen.fields)
    if opens := {name: one for name, one in old.opens.items() if name in chosen.fields and not _is_stricter(chosen.fields[name], name, old)}:
        told["opens"] = {name: {"purposes": list(one.purposes), "needs": list(one.needs)} for name, one in opens.items()}
    needs = [*old.needs, *(["custody"] if old.shares == "evidence" and "custody" not in old.needs else [])]
    told |= {"needs": needs} if needs else {}
    told |= {"onward": chosen.onward} if chosen.purposes else {}
    told |= {"keep_months": chosen.keep_months} if chosen.keep_months else {}
    told |= {"recognises": list(old.recognises)} if old.recognises else {}
    told |= {"reply": old.reply} if old.reply else {}
    if old.budget:
        told["budget"] = {"officer_a_day": old.budget.officer_a_day, "node_a_day": old.budget.node_a_day}
    return told | ({"ground": list(old.ground)} if old.ground else {})


def _is_stricter(rule: str, name: str, old: Clause) -> bool:
    """Return whether the signed text is stricter about a field than the old sheet was: then nothing shows the field after all."""
    before = old.fields.get(name) or old.proposes.get(name) or rule
    return RULES.index(rule) > RULES.index(before)
