"""
The pack of a transfer: what the rules ask to go with it, what of that is there, and what is missing, each with its rule and the place to mend it.

Nothing is filled in by hand: the list is read from the case, its amount ledger, captures, files, documents and steps. It goes when nothing is missing,
or what is missing is waived by name.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.facts import totals_of
from mingjian.institutions.cases.queries import police_beside
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.transfers.models import TRANSFER, Waiver
from mingjian.institutions.transfers.queries import case_behind, sources_of, waivers_of
from mingjian.institutions.transfers.services.conversion import CONVERSIONS, Conversion
from mingjian.office.documents.models import Document, newest_and_drafts
from mingjian.office.documents.queries import form_page
from mingjian.office.dossiers.parts import part_url
from mingjian.office.dossiers.shown import url_of
from mingjian.office.institution import AMOUNTS, EVIDENCE
from mingjian.office.models import Dossier, Entry, SealedFile

#: The rule that asks for each thing, by the paper `pack_gap`.
RULES = {
    "letter": "transfer_rules/6",
    "report": "transfer_rules/6",
    "goods": "transfer_rules/6",
    "tests": "transfer_rules/6",
    "evidence": "transfer_rules/6",
    "captures": "penalty_procedure/26",
    "amounts": "transfer_rules/3",
    "certificates": "penalty_procedure/22",
}
#: The documents that the record fills, by the item that each makes good; in the order in which they are made, since the letter lists the others.
DOCUMENTS = {"report": "crime_report", "goods": "transfer_goods", "amounts": "amount_table", "letter": "transfer_letter_crime"}
#: What the report on the crime, or that of the investigation, is about.
_SUMS = ("case_value", "sales_amount", "unsold_value", "illegal_gains", "items_counted")
_TWO = 2
#: What the pack counts itself; of all else there is one.
COUNTED = ("evidence", "captures")


@dataclass(frozen=True)
class Item:
    """One thing that a pack holds: its key, rule, whether it is there and how, else why not and where it is mended; the waiver that stands in its place."""

    key: str
    is_there: bool
    why: Text
    mended_at: str = ""
    waiver: Waiver | None = None
    lacks_document: bool = False  #: no rule asks for its document, but the record can fill one, and whoever receives the transfer reads it

    @property
    def label(self) -> Text:
        """Return what it is called."""
        return dict(rulebook().papers["pack_gap"].options)[self.key]

    @property
    def rule(self) -> str:
        """Return the article that asks for it."""
        return RULES[self.key]

    @property
    def conversions(self) -> tuple[Conversion, ...]:
        """Return what it is in criminal proceedings, by what it holds."""
        return CONVERSIONS[self.key]

    @property
    def annexed(self) -> str:
        """Return it as a line of the list of annexes: what it is, and how many."""
        if self.key in COUNTED:
            return f"{self.label.zh}：{self.why.zh}"
        called = self.label.zh if self.why.zh in (self.label.zh, "") else f"{self.label.zh}（{self.why.zh}）"
        return f"{called}1份"

    @property
    def is_gap(self) -> bool:
        """Return whether it stands against the transfer's leaving."""
        return not self.is_there and self.waiver is None


@dataclass(frozen=True)
class Pack:
    """Every item of a transfer's pack, in the order of the rules."""

    items: tuple[Item, ...]

    @property
    def gaps(self) -> list[Item]:
        """Return what is missing and not waived."""
        return [one for one in self.items if one.is_gap]

    @property
    def listed(self) -> str:
        """Return what goes with the letter, and what does not and why, as the list of papers says it."""
        held = [one for one in self.items if one.is_there and one.key not in ("letter", "certificates")]  # who investigated is no annex
        there = [f"{n}. {one.annexed}" for n, one in enumerate(held, 1)]
        waived = [f"未附{one.label.zh}：{one.waiver.reason}（{one.waiver.by.name_zh}注明）" for one in self.items if one.waiver and not one.is_there]
        return "\n".join([*there, *waived])


class _Reading:
    """A transfer (or the case that may become one) while its pack is looked through."""

    def __init__(self, dossier: Dossier, brought: Collection[str]) -> None:
        self.dossier, self.case = dossier, case_behind(dossier)
        self.transfer = dossier if dossier.procedure == TRANSFER else None
        self.sources = sources_of(dossier, self.case)
        self.given = set(brought) | set(_given(self.sources))
        self.page = url_of(dossier)
        self.evidence, self.amounts = part_url(dossier, EVIDENCE), part_url(dossier, AMOUNTS)
        self.documents, self.drafts = newest_and_drafts(self.sources)

    def document(self, form: str) -> Document | None:
        """Return the newest document of a form, of the transfer or of the dossiers behind it."""
        return self.documents.get(form)

    def form_page(self, form: str) -> str:
        """Return where a document of the transfer is made; before there is a transfer, the page that leads to one."""
        return form_page(self.transfer, form) if self.transfer else self.page

    def act_page(self, name: str) -> str:
        """Return the page of an act on the case."""
        return reverse("act", args=["case", self.case.number, name]) if self.case else self.page


def pack_of(dossier: Dossier, brought: Collection[str] = ()) -> Pack:
    """Look through the pack of a transfer, or of a case that may become one. `brought`: papers that the step of transferring brings itself."""
    read = _Reading(dossier, brought)
    waived = waivers_of(dossier) if read.transfer else {}
    found = {
        "letter": _letter(read),
        "report": _report(read),
        "goods": _goods(read),
        "tests": _tests(read),
        "evidence": _evidence(read),
        "captures": _captures(read),
        "amounts": _amounts(read),
        "certificates": _certificates(read),
    }
    unmade = {"amounts"} if found["amounts"][0] and read.case is not None and read.document(DOCUMENTS["amounts"]) is None else set()
    return Pack(tuple(Item(key, *told, waiver=waived.get(key), lacks_document=key in unmade) for key, told in found.items()))


Told = tuple[bool, Text, str]


def made_for(pack: Pack) -> list[str]:
    """Name the forms of the documents that a pack lacks and the record can fill, in the order in which they are made."""
    missing = {one.key for one in pack.gaps if one.key != "amounts"} | {one.key for one in pack.items if one.lacks_document}
    return [form for key, form in DOCUMENTS.items() if key in missing]


def _letter(read: _Reading) -> Told:
    """State whether the letter was brought as a file, or made by the system and whole (its sums are an item of their own)."""
    at = read.form_page("transfer_letter_crime")
    if "transfer_letter" in read.given:
        return True, Text("已附文件", "brought as a file"), ""
    made = read.document("transfer_letter_crime") or read.drafts.get("transfer_letter_crime")
    if made is None:
        return False, Text("尚未制作", "not made yet"), at
    if made.is_draft and not made.gaps:
        return False, Text("只有草稿，尚未正式制作", "only a draft so far"), at
    if made.gaps:
        missing = "、".join(zh for zh, _ in made.gaps), ", ".join(en for _, en in made.gaps)
        return False, Text(f"已制作，但缺：{missing[0]}；补齐后重新制作", f"made, but lacks: {missing[1]}; make it again once mended"), at
    return True, Text(f"{made.title}　{made.number}", f"{made.title} {made.number}"), ""


def _report(read: _Reading) -> Told:
    made = read.document("crime_report") or read.document("investigation_report")
    if made or "investigation_report" in read.given:
        return True, Text(made.title if made else "已附文件", made.title if made else "brought as a file"), ""
    return False, _why_no_report(read), read.form_page("crime_report")


def _why_no_report(read: _Reading) -> Text:
    draft = read.drafts.get("crime_report") or read.drafts.get("investigation_report")
    if draft is None:
        return Text("尚未制作", "not made yet")
    missing = "、".join(zh for zh, _ in draft.gaps), ", ".join(en for _, en in draft.gaps)
    if not draft.gaps:
        return Text("只有草稿，尚未正式制作", "only a draft so far")
    return Text(f"只有草稿，缺：{missing[0]}；补齐后重新制作", f"only a draft so far, lacks: {missing[1]}; make it again once mended")


def _goods(read: _Reading) -> Told:
    made = read.document("transfer_goods")
    if made and not made.gaps:
        return True, Text(made.title, made.title), ""
    if "goods_list" in read.given:
        return True, Text("已填写", "written"), ""
    return False, Text("尚未制作，或者缺商品明细", "not made yet, or without any goods"), read.form_page("transfer_goods")


def _tests(read: _Reading) -> Told:
    if {"test_result", "test_report"} & read.given:
        return True, Text("结论已在案", "the result is on file"), ""
    why = Text("没有收到检测、鉴定结论或者权利人辨认意见", "no result of a test, appraisal or identification was received")
    return False, why, f"{read.page}#step-transfer" if read.transfer else f"{read.page}#step-commission_test"


def _evidence(read: _Reading) -> Told:
    count = SealedFile.objects.filter(dossier__in=read.sources).values("sha256").distinct().count()
    if count:
        return True, Text(f"封存文件 {count} 件", f"files under seal: {count}"), ""
    return False, Text("没有封存的文件", "no file is under seal"), f"{read.evidence}#files"


def _captures(read: _Reading) -> Told:
    asked = list(Capture.objects.filter(dossier__in=read.sources).values_list("stands", flat=True))
    kept, waiting = asked.count("kept"), asked.count("asked")
    if kept and not waiting:
        return True, Text(f"已封存网页 {kept} 个", f"pages under seal: {kept}"), ""
    why = Text("有网页尚在等待取证", "a page still waits to be captured") if waiting else Text("没有封存的网页取证", "no captured page is under seal")
    return False, why, f"{read.evidence}#captures"


def _amounts(read: _Reading) -> Told:
    if read.case is None:
        if set(_SUMS) & read.given:
            return True, Text("数额已写入移送卷宗", "the sums stand in the transfer"), ""
        return False, Text("没有案值明细，也没有填写数额", "there is no amount ledger, and no sum was given"), read.amounts
    try:
        total = totals_of(read.case).of("turnover")
    except BadInput as fault:
        return False, fault.text, read.act_page("add_amount_line")
    if not total.most:
        return False, Text("案值明细没有合计", "the amount ledger has no total"), read.act_page("add_amount_line")
    said = f"{total.most:,.2f}" if not total.is_open else f"{total.least:,.2f}–{total.most:,.2f}"
    return True, Text(f"{total.title.zh} {said} 元", f"{total.title.en} {said} yuan"), ""


def _certificates(read: _Reading) -> Told:
    """State whether two investigators of the case have certificates; without a case, whoever signed the report."""
    who = read.case.investigators if read.case else [one.officer for one in _signed(read.dossier) if one.officer]
    certified = {one.pk: one for one in who if one.certificate.strip()}
    if len(certified) >= _TWO:
        zh = "、".join(f"{one.name_zh}（{one.certificate}）" for one in certified.values())
        return True, Text(zh, ", ".join(f"{one.name_en or one.name_zh} ({one.certificate})" for one in certified.values())), ""
    why = Text("有执法证号的办案人员不足两名", "fewer than two investigators with certificate numbers")
    return False, why, read.act_page("name_investigators")


def _signed(dossier: Dossier) -> list[Entry]:
    return list(dossier.entries.filter(kind__in=["write_report", "write_report:proposed"]).select_related("officer"))


def _given(sources: list[int]) -> set[str]:
    """Name the papers that steps of some dossiers were taken with."""
    bodies = Entry.objects.filter(dossier__in=sources).exclude(kind__contains=":").values_list("body", flat=True)
    return {name for body in bodies for name, value in (json.loads(body).get("papers") or {}).items() if value not in (None, "")}


def signers(dossier: Dossier) -> set[int]:
    """Return the keys of the officers who signed the report of a transfer."""
    return {one.officer_id for one in _signed(dossier) if one.officer_id}


def police_of(dossier: Dossier) -> str:
    """Return the key of the police body that a transfer goes to by the rules; empty where nobody could say."""
    found = police_beside(dossier.department)
    return str(found.pk) if found else ""
