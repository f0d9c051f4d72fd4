"""The operator's statement that nothing is infringed, with the evidence that came with it: what a right holder reads before complaining or suing."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.utils.timezone import localtime

from mingjian.core.errors import NotFound
from mingjian.core.redaction import masked
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.queries import WAIT
from mingjian.institutions.notices.services.arrival import arrival_on_record
from mingjian.office.files.store import as_sealed
from mingjian.office.models import Deadline, Department, Dossier, Entry, SealedFile
from mingjian.office.record.entries import enter

#: The procedures in which an operator answers a notice.
ANSWERED = frozenset({"notice_and_delete", "notice_network_service", "notice_copyright"})
RECEIVED, FORWARDED, ARRIVED, WAITING = "receive_statement", "deliver_statement", "confirm_arrival", "waiting_for_right_holder"


@dataclass(frozen=True)
class Answer:
    """
    One statement: whose, when, in which words (numbers by which a person is reached are masked), and the files that came with it.

    `forwarded_at` and `arrived_on` are empty until it was; `clock` is the holder's time to complain or sue, once it began; `is_awaited`: it runs.
    """

    by: Department | None
    at: datetime
    statement: str
    evidence: str
    files: list[SealedFile]
    forwarded_at: datetime | None
    arrived_on: date | None
    clock: Deadline | None
    is_awaited: bool


def answer_of(dossier: Dossier) -> Answer | None:
    """Return the newest statement in a notice's dossier; None where no operator has answered."""
    entries = dossier.entries.filter(kind__in=[RECEIVED, FORWARDED, ARRIVED]).select_related("officer__department").order_by("index")
    newest = {one.kind: one for one in entries}
    received = newest.get(RECEIVED)
    if received is None:
        return None
    papers, notice = _papers(received), Notice.objects.filter(dossier=dossier).select_related("right").first()
    words = notice.right.public_words if notice else ()
    forwarded, arrived = (one if one and one.index > received.index else None for one in (newest.get(FORWARDED), newest.get(ARRIVED)))
    day = str(_papers(arrived).get("served_on", "")) if arrived else ""
    if forwarded and not day and (known := arrival_on_record(dossier)):
        day = localtime(known[0]).date().isoformat()
    return Answer(
        received.officer.department if received.officer else None,
        received.at,
        masked(_words_kept(dossier, papers.get("statement", "")), words),
        masked(str(papers.get("preliminary_evidence", "")), words),
        _files(dossier, received, str(papers.get("evidence", ""))),
        forwarded.at if forwarded else None,
        date.fromisoformat(day[:10]) if day else None,
        dossier.deadlines.filter(name=WAIT).order_by("-pk").first(),
        dossier.state == WAITING,
    )


def hand_to_sender(notice: Notice, pk: int, at: datetime) -> tuple[SealedFile, IO[bytes]]:
    """
    Return a file that came with the statement to whoever has the notice's code, and enter that it was handed out. Raises NotFound before it is forwarded.

    One with personal data is not given through a code: a holder with an account says first why.
    """
    answer = answer_of(notice.dossier) if notice.dossier else None
    file = next((one for one in answer.files if one.pk == pk and not one.is_personal), None) if answer and answer.forwarded_at else None
    if file is None:
        raise NotFound("没有随声明提交的这份材料，或者其中含个人信息，不能凭编码取得。", "No such file came with the statement, or it holds personal data.")
    content = as_sealed(file.sha256)
    enter("file_handed_out", at=at, dossier=file.dossier, file=file.sha256)
    return file, content


def _papers(entry: Entry) -> dict[str, object]:
    told = json.loads(entry.body).get("papers")
    return told if isinstance(told, dict) else {}


def _words_kept(dossier: Dossier, entered: object) -> str:
    """
    Return the statement that an entry has the salted hash of, from where it is kept to be erased; nothing once it is.

    Entries of before 2 December 2026 have it in clear.
    """
    if not isinstance(entered, dict):
        return str(entered)
    kept = dossier.personal_values.filter(name="statement").order_by("-pk")
    return next((one.value for one in kept if one.digest == entered.get("salted_sha256")), "")


def _files(dossier: Dossier, received: Entry, named: str) -> list[SealedFile]:
    """Return the file that the statement names, and what the operator put on the dossier besides; of a statement that the platform entered, the first alone."""
    holder, by = dossier.department_id, received.officer.department_id if received.officer else None
    files = dossier.files.select_related("sealed_by", "dossier")
    return [one for one in files if one.sha256 == named or (by != holder and one.sealed_by.department_id == by)]
