"""How each department that was invited to a consultation stands to its conclusion: signed for, dissenting, absent, or silent, as the ledger has it."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.timezone import localtime

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.office.models import Department, Dossier, Entry

PUT, SIGN, ABSENCE, OPINION, DISSENT = "put_conclusion", "sign_conclusion", "record_absence", "give_opinion", "dissent_from_conclusion"
#: Steps after which a conclusion that was put before holds no longer.
_UNDOING = ("reopen", "talk_again", "invite")


class Stand(StrEnum):
    """What a department did about the conclusion."""

    SIGNED = "signed"
    DISSENTS = "dissents"
    ABSENT = "absent"
    SILENT = "silent"


LABELS = {
    Stand.SIGNED: Text("已签署", "signed"),
    Stand.DISSENTS: Text("有不同意见", "dissents"),
    Stand.ABSENT: Text("未参加", "did not take part"),
    Stand.SILENT: Text("尚未签署", "has not signed"),
}


@dataclass(frozen=True)
class Position:
    """How one department stands: who said so, when, and in which words."""

    department: Department
    stand: Stand
    by: str = ""
    at: datetime | None = None
    words: str = ""

    @property
    def label(self) -> Text:
        """Return what it is called."""
        return LABELS[self.stand]


def invited(dossier: Dossier) -> list[Department]:
    """Return the departments that were invited, the first first; the one that asks is none of them."""
    found = Department.objects.filter(seats__dossier=dossier).exclude(pk=dossier.department_id)
    return list(found.order_by("seats__since", "id"))


def conclusion_put(dossier: Dossier) -> Entry | None:
    """Return the entry of the conclusion that departments are asked to sign; None where none was put, or talks began anew since."""
    newest = dossier.entries.filter(kind__in=(PUT, *_UNDOING)).order_by("-index").first()
    return newest if newest and newest.kind == PUT else None


def conclusion_of(dossier: Dossier) -> str:
    """Return the words of that conclusion; empty where there is none."""
    put = conclusion_put(dossier)
    return str(_papers(put).get("opinion", "")) if put else ""


def positions(dossier: Dossier) -> list[Position]:
    """Return how each department invited stands to the conclusion; a signature or an absence of before it was put says nothing."""
    put = conclusion_put(dossier)
    entries = list(dossier.entries.filter(kind__in=(SIGN, ABSENCE, OPINION, DISSENT)).select_related("officer").order_by("index"))
    since = [entry for entry in entries if put and entry.index > put.index]
    return [_position(department, entries, since) for department in invited(dossier)]


def _position(department: Department, entries: list[Entry], since: list[Entry]) -> Position:
    own = [entry for entry in entries if _for(entry) == department.wire_name]
    signed = next((entry for entry in reversed(own) if entry.kind == SIGN and entry in since), None)
    said = next((entry for entry in reversed(own) if entry.kind == OPINION or (entry.kind == DISSENT and entry in since)), None)
    dissent = str(_papers(said).get("dissent", "")) if said else ""
    if said and dissent and (signed is None or said.index > signed.index):
        return Position(department, Stand.DISSENTS, _by(said), said.at, dissent)
    if signed:
        return Position(department, Stand.SIGNED, _by(signed), signed.at)
    absent = [entry for entry in since if entry.kind == ABSENCE and _papers(entry).get("absent_department") == department.wire_name]
    if absent:
        return Position(department, Stand.ABSENT, _by(absent[-1]), absent[-1].at, str(_papers(absent[-1]).get("reason", "")))
    return Position(department, Stand.SILENT)


def _papers(entry: Entry) -> dict[str, object]:
    return json.loads(entry.body).get("papers") or {}


def _for(entry: Entry) -> str:
    """Return the department for which an officer acted, as it was then: officers move."""
    return str(json.loads(entry.body).get("for", ""))


def _by(entry: Entry) -> str:
    return entry.officer.name if entry.officer else ""


def refuse_disagreed(dossier: Dossier) -> None:
    """Raise StepRefused where no agreement may be recorded: somebody invited has neither signed nor dissented nor is recorded as absent, or nobody signed."""
    found = positions(dossier)
    if not conclusion_put(dossier):
        raise StepRefused("请先拟定结论，请各被邀请的部门签署。", "Propose the conclusion first, so that the departments invited can sign it.")
    if silent := [one.department for one in found if one.stand == Stand.SILENT]:
        zh, en = "、".join(one.name_zh for one in silent), ", ".join(one.name_en for one in silent)
        raise StepRefused(
            f"{zh}尚未签署，也没有记录其不同意见或者未参加，不能形成一致意见。",
            f"{en} has neither signed nor dissented, and is not recorded as absent: there is no agreement.",
        )
    if not any(one.stand == Stand.SIGNED for one in found):
        raise StepRefused("没有一个被邀请的部门签署，不能形成一致意见。", "None of the departments invited has signed: there is no agreement.")


def told_of_signatures(dossier: Dossier) -> list[dict[str, str]]:
    """Return the rows of the minutes: each department invited, how it stands, who said so and when."""
    return [
        {
            "单位": one.department.name_zh,
            "签署情况": one.label.zh,
            "人员": one.by,
            "日期": f"{localtime(one.at):%Y年%-m月%-d日}" if one.at else "",
            "说明": one.words,
        }
        for one in positions(dossier)
    ]
