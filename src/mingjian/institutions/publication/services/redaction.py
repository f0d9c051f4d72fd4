"""How a decision is masked before anybody releases it: a person by the first sign of the name; numbers by which a person is reached, paid or identified."""

import json
import re
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.redaction import masked, party
from mingjian.institutions.cases.facts import broken_by
from mingjian.institutions.cases.models import Case


@dataclass(frozen=True)
class Masked:
    """The texts of a version, as the machine masks them; an officer reads them before release."""

    party: str
    breach: str
    penalty: str
    ground: str
    decided_on: date


def masked_decision(case: Case) -> Masked:
    """
    Return the last penalty decision of a case, masked. The name of a person goes out of the texts, too.

    Raises StepRefused where none was decided, and where the case does not say which provision was broken: the public would read a dash in its place.
    """
    entry = case.dossier.entries.filter(kind="decide_penalty").order_by("-index").first()
    if entry is None:
        raise StepRefused("尚未作出处罚决定，不能公示。", "No penalty was decided: there is nothing to publish.")
    on, name = localtime(entry.at).date(), case.party_name.strip()
    penalty = str((json.loads(entry.body).get("papers") or {}).get("penalty", ""))
    return Masked(party(name), _text(case.suspected_act, name), _text(penalty, name), _provision(case), on)


def names_provision(case: Case) -> bool:
    """Return whether a case says which provision was broken, as the rulebook holds it: without it nothing of it is published."""
    return bool(broken_by(case))


def _provision(case: Case) -> str:
    if not (provision := broken_by(case)):
        zh = "案件没有登记规则库所收的“违反的规定”，不能公示；请先在案件页“登记当事人、案由和罪名”中填写。"
        en = "The case names no provision broken that the rulebook holds: enter it on the page of the case, under party and act, before it is published."
        raise StepRefused(zh, en)
    return provision


#: Sums of money, which are what the public is to read: digits behind the sign of yuan or before the word, shorter than a telephone number.
_SUM = re.compile(
    r"([￥¥]\s?(?:\d{1,10}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,2})?(?![\d.])|(?<![\d.,])(?:\d{1,10}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,2})?(?=\s?万?元))"
)


def _text(text: str, name: str) -> str:
    pieces = _SUM.split(text.replace(name, party(name)) if name else text)
    return "".join(one if nth % 2 else masked(one) for nth, one in enumerate(pieces))
