"""The statement of reasons of a measure: what was done, on which facts and ground, whether by a machine, and how to appeal. Both sides read the same."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.rechecks import Recheck, recheck_of
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Entry

_ANSWER = Text(
    "经营者认为不构成侵权的，可以向平台提交声明和初步证据；权利人对处理结果有异议的，可以向主管部门投诉或者向人民法院起诉（《电子商务法》第四十三条）。",
    "The operator may answer with a statement and preliminary evidence; the right holder may complain to the authority or sue (E-Commerce Law, article 43).",
)
_COURT = Text(
    "对此处理有异议的，可以向主管部门投诉或者向人民法院起诉（《电子商务法》第四十三条）。",
    "Whoever disagrees may complain to the authority or sue (E-Commerce Law, article 43).",
)
#: The steps that impose, keep or lift a measure, each with the way to appeal.
_MEASURES = {
    "take_measures": _ANSWER,
    "measure_more": _ANSWER,
    "decline_addresses": _COURT,
    "close_without_measures": _COURT,
    "lift_addresses": _COURT,
    "keep_without_statement": _ANSWER,
    "keep_measures": _COURT,
    "lift_measures": _COURT,
    "follow_decision": _COURT,
    "close_as_infringing": _COURT,
}
_IMPOSES = ("take_measures", "measure_more")
_FACTS = ("reason", "note", "decision_reference")
_UNSAID = Text("未写明", "not said")


@dataclass(frozen=True)
class Statement:
    """
    One measure with its reasons, for all addresses or for the rows named; `measure` and `facts` are empty where the step asks for none.

    `recheck`: what looks at the live pages showed since.
    """

    label: Text
    at: datetime
    measure: Text | None
    facts: str
    grounds: list[Text]
    automation: Text
    appeal: Text
    rows: str = ""
    recheck: Recheck | None = None


def statements_of(notice: Notice) -> list[Statement]:
    """Return the statement of each measure taken, kept or lifted, in order."""
    if notice.dossier is None:
        return []
    sheet = sheet_of(notice.dossier)
    entries = notice.dossier.entries.filter(kind__in=[name for name in _MEASURES if name in sheet.steps]).order_by("index")
    return [_checked(_statement(one.kind, sheet.steps[one.kind].label, json.loads(one.body), one.at), notice, one) for one in entries]


def _checked(statement: Statement, notice: Notice, entry: Entry) -> Statement:
    """Return a statement with what later looks showed of its rows, where its measure was to take them off the page."""
    if entry.kind not in _IMPOSES:
        return statement
    papers = json.loads(entry.body).get("papers") or {}
    return replace(statement, recheck=recheck_of(notice, str(papers.get("measure", "")), statement.rows, entry.at))


def _statement(name: str, label: Text, body: dict[str, object], at: datetime) -> Statement:
    papers = body.get("papers")
    told: dict[str, object] = papers if isinstance(papers, dict) else {}
    facts = next((str(told[one]) for one in _FACTS if isinstance(told.get(one), str) and told[one]), "")
    grounds = body.get("ground")
    cited = [found for one in (grounds if isinstance(grounds, list) else []) if (found := _cited(str(one), at))]
    automation, rows = _option("automation", told) or _UNSAID, str(told.get("target_rows", ""))
    return Statement(label, at, _option("measure", told), facts, cited, automation, _MEASURES[name], rows)


def _option(paper: str, told: dict[str, object]) -> Text | None:
    return dict(rulebook().papers[paper].options).get(str(told.get(paper, "")))


def _cited(ground: str, at: datetime) -> Text | None:
    try:
        return rulebook().statutes.citation(ground, localtime(at).date())
    except (NotFound, BadInput):
        return None
