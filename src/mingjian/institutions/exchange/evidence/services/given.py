"""What is said of a file that goes to another node, and what would be seen there: its hash and chain of custody come from the record, nobody types them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import override

from mingjian.core.agreement.masks import with_masks
from mingjian.core.agreement.release import CUSTODY, never_of, rules_of
from mingjian.core.errors import BadInput
from mingjian.core.text.personal import personal_numbers
from mingjian.core.wire.words import FILE_KINDS, TEST_REPORT
from mingjian.institutions.exchange.models import Copy, SharedRecord
from mingjian.institutions.exchange.services.node import register, sheet_of
from mingjian.institutions.exchange.services.outbox import question
from mingjian.institutions.exchange.services.pieces import FILE_FIELDS
from mingjian.office.dossiers.history import kind_said
from mingjian.office.lists.text import visible
from mingjian.office.models import Entry, SealedFile

_MOST_ENTRIES = 20  # of the ledger that a chain of custody names
_LONGEST = 500


@dataclass(frozen=True)
class Giving:
    """To which node files go, for what, as what; what a report of a test says of itself; the papers that a clause asks for."""

    node: str
    purpose: str
    file_kind: str = "other"
    document: str = ""
    issuer: str = ""
    issued_on: str = ""
    method: str = ""
    result: str = ""
    case_number: str = ""
    head: str = ""

    def check(self) -> None:
        """Refuse what is unknown or too long, and numbers of persons in free text. Raises BadInput."""
        told = {name: getattr(self, name) for name in ("document", "issuer", "method", "result")}
        if self.file_kind not in FILE_KINDS or any(len(value) > _LONGEST for value in told.values()):
            raise BadInput("材料类别不在清单内，或者填写超过五百字。", "The kind of material is not in the list, or a text has more than 500 characters.")
        if self.file_kind == TEST_REPORT and not all((self.document, self.issuer, self.issued_on, self.result)):
            zh, en = (
                "检验报告须填写编号、出具机构、日期和结论，对方据此认可。",
                "Give number, issuer, day and result of a report: the other node recognises it by them.",
            )
            raise BadInput(zh, en)
        if found := [number for name in ("issuer", "method", "result") for number in personal_numbers(told[name])]:
            raise BadInput(
                f"填写的内容含有电话或者身份证号：{'、'.join(found)}，请删去。",
                f"What was filled in holds telephone or identity numbers: {', '.join(found)}. Take them out.",
            )

    @property
    def papers(self) -> list[str]:
        """Return which papers were told."""
        return [name for name in ("case_number", "head") if getattr(self, name).strip()]


def values_of(file: SealedFile, giving: Giving) -> dict[str, str]:
    """Return what is sealed of a file: what the record says of it, and what the officer said of a report."""
    told = {name: visible(getattr(giving, name).strip()) for name in ("document", "issuer", "issued_on", "method", "result")}
    name = file.name_masked if file.is_personal else file.name
    found = {
        "title": told["document"] or name,
        FILE_FIELDS[file.is_personal]: file.sha256,
        "file_name": name,
        "file_size": str(file.size),
        "file_kind": giving.file_kind,
        "sealed_at": localtime(file.sealed_at).isoformat(timespec="seconds"),
        "custody": custody_of(file),
        "belongs_to": _record_there(file, giving.node),
    }
    return sealed_values(found | told)


def sealed_values(told: Mapping[str, str]) -> dict[str, str]:
    """Return fields as they are sealed: those that are filled and that some clause may let go, with their masked forms."""
    sheet, _ = sheet_of(register())
    return with_masks({name: value for name, value in told.items() if value and name not in never_of(sheet)}, rules_of(sheet))


def custody_of(file: SealedFile) -> str:
    """Return a line for each entry of the ledger that names the file: when, what was done, by whom, and which entry. Empty where none does."""
    entries = Entry.objects.filter(dossier=file.dossier, body__contains=file.sha256).select_related("officer__department").order_by("index")
    with override("zh-hans"):
        return "\n".join(_line(one) for one in entries[:_MOST_ENTRIES])


def _line(entry: Entry) -> str:
    who = f"{entry.officer.department.name_zh} {entry.officer.name_zh}" if entry.officer and entry.officer.department else settings.NODE
    return f"{localtime(entry.at):%Y-%m-%d %H:%M} {kind_said(entry.kind, None)} {who}（{settings.NODE} 台账第 {entry.index} 条）"


def _record_there(file: SealedFile, node: str) -> str:
    """Return the record of the same dossier that the node holds, by which it finds the matter that a file belongs to."""
    held = SharedRecord.objects.filter(dossier=file.dossier, kind="clue", copies__peer__node=node).exclude(copies__state=Copy.State.REFUSED)
    return held.values_list("name", flat=True).first() or ""


def asked_of(values: dict[str, str], giving: Giving) -> dict[str, Any]:
    """Put the giving of a file as the question that the agreement answers."""
    papers = [*giving.papers, *([CUSTODY] if values.get("custody") else [])]
    return question("evidence", {name for name in values if "~" not in name}, giving.purpose, giving.node, papers=papers)
