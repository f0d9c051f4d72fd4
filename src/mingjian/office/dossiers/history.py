"""What was done to a dossier, read back from the ledger as a person reads it."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from mingjian.core.language import Text
from mingjian.core.procedure import Paper, Sheet, Step, rulebook
from mingjian.core.procedure.sheet import State_
from mingjian.core.redaction import masked
from mingjian.core.wire.words import PURPOSES
from mingjian.office.dossiers.withheld import WITHHELD, rest
from mingjian.office.institution import entry_words
from mingjian.office.language import said
from mingjian.office.models import Dossier, Entry, PersonalValue, Proposal
from mingjian.office.panels import asked_once
from mingjian.office.papers.kind import PaperLine
from mingjian.office.papers.kinds import kind_of, office_kinds

_HASH = re.compile(r"\b([0-9a-f]{64})\b")


@dataclass(frozen=True)
class Done:
    """One entry of the history, as a person reads it."""

    entry: Entry
    label: str
    state: str
    ground: list[str]
    papers: list[PaperLine] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)


@asked_once
def kinds_entered(dossier: Dossier) -> frozenset[str]:
    """Return the kinds of the entries of a dossier: the steps that were taken, proposed ones as `step:proposed`, and acts."""
    return frozenset(dossier.entries.order_by().values_list("kind", flat=True).distinct())


def in_order(sheet: Sheet, state: State_) -> State_:
    """Put the tracks of a state in the order of the sheet; the store keeps them by name."""
    return state if isinstance(state, str) else {track: state[track] for track in sheet.tracks if track in state}


def history(sheet: Sheet, entries: list[Entry]) -> list[Done]:
    """Read entries of a dossier, in the order given."""
    bodies = [json.loads(entry.body) for entry in entries]
    named = [(body.get("papers") or {}) | {digest: digest for digest in _added(entry, body)} for entry, body in zip(entries, bodies, strict=True)]
    look_up = LookUp({entry.dossier_id for entry in entries if entry.dossier_id}, named)
    return [_done(sheet, entry, body, look_up) for entry, body in zip(entries, bodies, strict=True)]


def _added(entry: Entry, body: dict[str, Any]) -> list[str]:
    """Return the files, by their SHA-256, that an entry says were put on the dossier without a step."""
    return list(body.get("files") or ()) if entry.kind == "files_added" else []


def _done(sheet: Sheet, entry: Entry, body: dict[str, Any], look_up: "LookUp") -> Done:
    name, _, manner = entry.kind.partition(":")
    step = sheet.steps.get(name)
    papers = {paper.name: paper for paper in step.needs} if step else {}
    if step and step.shown_in and rest(sheet, entry.dossier, entry.kind):
        body = {**body, "papers": {}}
    filled = {name: value for name, value in (body.get("papers") or {}).items() if value not in (None, "")}
    given = [PaperLine(said(label), _why_said(body[name])) for name, label in WHY.items() if isinstance(body.get(name), str)]
    if step and "papers" in body and not body["papers"] and step.shown_in:
        given.append(PaperLine(said(Text("内容", "Content")), said(WITHHELD)))
    given += [_masked(look_up, papers.get(name) or rulebook().papers.get(name), name, value) for name, value in filled.items()]
    given += [look_up.told(rulebook().papers["evidence"], "", digest) for digest in _added(entry, body)]
    opened = [said(sheet.deadlines[one["name"]].label) for one in body.get("opened") or () if one.get("name") in sheet.deadlines]
    state = body.get("state")
    label = kind_said(name, step) + _manner_said(manner)
    if personal := body.get("personal_files"):
        given.append(PaperLine(gettext("Files with personal data"), str(len(personal))))
    ground = body.get("ground")
    return Done(entry, label, said(sheet.label_of(in_order(sheet, state))) if state else "", ground if isinstance(ground, list) else [], given, opened)


def proposed(first: Proposal, step: Step) -> list[PaperLine]:
    """Return what the first signature says, for the second to read."""
    papers = {paper.name: paper for paper in step.needs}
    look_up = LookUp({first.dossier_id}, [first.papers])
    return [_masked(look_up, papers.get(name), name, value) for name, value in first.papers.items()]


def numbers_in(past: list[Done]) -> set[str]:
    """Return the numbers of other dossiers that papers of a history speak of."""
    return {line.number for done in past for line in done.papers if line.number}


def with_open_ways(past: list[Done], seen: Collection[str]) -> list[Done]:
    """Name a dossier that some papers speak of by its number alone where it is not among those seen: a way there would lead nowhere."""
    if numbers_in(past) <= set(seen):
        return past
    return [replace(done, papers=[line if line.number in seen else replace(line, number="") for line in done.papers]) for done in past]


def _masked(look_up: "LookUp", paper: Paper | None, called: str, value: object) -> PaperLine:
    """Write one paper for a page: of a party's words, numbers by which a person is reached are masked. A document that is made out of them holds them whole."""
    line = look_up.told(paper, called, value)
    if paper is None or not paper.of_party:
        return line
    parts = _HASH.split(line.value)  # the hashes of files stand whole between the words
    return replace(line, value="".join(part if number % 2 else masked(part) for number, part in enumerate(parts)))


class LookUp:
    """What the kinds of paper look up to say what some entries tell: each once for all of them."""

    def __init__(self, dossiers: set[int], papers: list[dict[str, Any]]) -> None:
        values = {str(value) for given in papers for value in given.values() if isinstance(value, str | int)}
        self._known = {name: kind.known(values, dossiers) for name, kind in office_kinds().items()}
        self._dossiers = dossiers

    def told(self, paper: Paper | None, called: str, value: object) -> PaperLine:
        """Describe one paper's value for a person; a personal one only that it was given, but for words of a party, which all sides read, until erased."""
        label = said(paper.label) if paper else called
        if isinstance(value, dict):
            if paper and paper.of_party and (words := self._words.get(str(value.get("salted_sha256", "")))):
                return kind_of(paper).said(paper, words, self._known[paper.kind])
            return PaperLine(label, str(value.get("salted_sha256", "")), is_personal=True)
        return kind_of(paper).said(paper, str(value), self._known[paper.kind]) if paper else PaperLine(label, str(value))

    @cached_property
    def _words(self) -> dict[str, str]:
        """Return the words of parties that are kept apart from the entries, by the salted hash that an entry has of them."""
        names = [paper.name for paper in rulebook().papers.values() if paper.of_party and paper.personal]
        return {one.digest: one.value for one in PersonalValue.objects.filter(dossier__in=self._dossiers, name__in=names)}


def _manner_said(manner: str) -> str:
    """Return what was done to a step that was not taken itself."""
    return {"proposed": gettext(" (first signature)"), "taken_back": gettext(" (signature taken back)")}.get(manner, "")


def kind_said(kind: str, step: Step | None) -> str:
    """Return what an entry records: the step's own label, or one of the office's own kinds."""
    known = KINDS.get(kind) or entry_words().get(kind)
    return said(step.label) if step else said(known) if known else kind


#: What an officer wrote to see personal data; a step's ground is a list of articles, this one words.
WHY = {"purpose": Text("目的", "Purpose"), "ground": Text("依据", "Ground")}

#: Entries of the office that are no steps of a sheet; institutions have the words of theirs on their manifests.
KINDS = {
    "open": Text("登记", "Registered"),
    "tables_changed": Text("系统升级时修改数据", "Rows changed by an upgrade"),
    "alarm_raised": Text("节点告警", "Alarm of the node"),
    "alarm_ended": Text("节点告警解除", "Alarm of the node ended"),
    "deadline_missed": Text("期限届满未办", "Deadline missed"),
    "files_added": Text("补充卷宗材料", "Files added to the dossier"),
    "file_handed_out": Text("查看或者下载卷宗材料", "File of the dossier seen or downloaded"),
    "document_made": Text("制作文书", "Document made"),
    "document_sealed": Text("文书加盖电子签章", "Document sealed electronically"),
    "files_rehashed": Text("交接前逐件重新计算哈希", "Files read again before they change hands, each with its hash"),
    "file_answered": Text("回答案卷评查问题", "Questions of the file review answered"),
    "document_handed_out": Text("下载文书", "Document downloaded"),
    "values_revealed": Text("查看卷宗中的个人信息", "Personal data of the dossier opened"),
    "template_put": Text("采用本部门文书模板", "Template of the department put in force"),
    "template_withdrawn": Text("停用本部门文书模板", "Template of the department withdrawn"),
    "phrase_written": Text("拟写本单位用语", "Sentence of the office written"),
    "phrase_approved": Text("批准本单位用语", "Sentence of the office approved"),
    "phrase_ended": Text("停用、退回本单位用语", "Sentence of the office withdrawn or sent back"),
    "numbering_set": Text("设定文号规则", "Rule of numbers set"),  # entries of before
    "office_set": Text("填写文书设置", "Settings of documents set"),
    "revealed": Text("查看个人信息（写明目的和依据）", "Personal data seen, with purpose and ground"),
    "reveal_asked": Text("申请查看个人信息，待第二人同意", "Personal data asked for; a second officer is to consent"),
    "reveal_seconded": Text("同意他人查看个人信息（第二人）", "Consented to a colleague's look at personal data"),
    "reveal_declined": Text("不同意他人查看个人信息", "Declined a colleague's look at personal data"),
    "list_taken_out": Text("导出清单", "List taken out as a file"),
    "files_revealed": Text("查看含个人信息的卷宗材料", "Files with personal data opened"),  # entries of before, as are those of kits and reporters
    "kit_revealed": Text("查看证据包未遮蔽的内容", "Evidence kit seen unmasked"),
    "reporter_revealed": Text("查看举报人信息", "Reporter revealed"),
    "orphans_erased": Text("清除一月以上无人引用的文件", "Files that nothing keeps and nobody was told of erased, a month old"),
    "rows_sealed": Text("封存数据状况", "Rows sealed"),
    "node_begun": Text("节点启用", "Node begun"),
    "api_key_made": Text("签发接口密钥", "API key made"),
    "api_key_renewed": Text("更换接口密钥", "API key renewed"),
    "api_key_revoked": Text("撤销接口密钥", "API key revoked"),
    "keys_turned": Text("更换静态加密密钥", "Keys of what is encrypted turned"),
    "ledger_key_turned": Text("更换台账签名密钥", "Key of the ledger turned"),
    "ledger_resumed": Text("恢复较旧的台账后继续签发", "Ledger resumed from an older one"),
    "files_hidden": Text("封存文件改为加密存放", "Sealed files encrypted where they lie"),
    "files_laid_open": Text("封存文件改为不加密存放", "Sealed files no longer encrypted where they lie"),
    "file_keys_turned": Text("更换封存文件的密钥", "Keys of sealed files turned"),
    "consent_asked": Text("申请须双人办理的账号事项", "Asked what takes two administrators"),
    "consent_given": Text("同意账号事项（第二人）", "Consented, as the second administrator"),
    "consent_declined": Text("不同意账号事项", "Declined what takes two administrators"),
    "roster_read": Text("读入人员名册", "Roster of officers read"),
    "roster_asked": Text("申请按名册办理人员（一人）", "Asked for what a roster says, as the first of two"),
    "roster_given": Text("同意按名册办理人员（第二人）", "Consented to a roster, as the second of two"),
    "roster_declined": Text("不同意按名册办理人员", "Declined a roster"),
    "officer_changed": Text("变更人员信息", "Particulars of an officer changed"),
    "officer_begun": Text("以初次密码登录", "Signed in with a first password"),
    "officer_factor_renewed": Text("重设第二因素和密码", "Second factor and password renewed"),
    "department_added": Text("新增部门", "Department added"),
    "officer_added": Text("新增人员", "Officer added"),
    "officer_granted": Text("调整职责与角色", "Duty and roles granted"),
    "officer_roles_ended": Text("角色到期收回", "Roles came to their end"),
    "officer_deactivated": Text("停用人员", "Officer deactivated"),
    "officer_activated": Text("启用人员", "Officer activated"),
    "officer_password_renewed": Text("重置密码", "Password renewed"),
}


def decided_on(sheet: Sheet, dossier: Dossier, past: list[Done], *, is_signed: bool = False) -> Done | None:
    """
    Return the step by which the dossier came to where it stands, with its papers: what whoever decides now has before them.

    Of what was handed over, what was drafted before stands first: the letter's questions, and not its number alone. So does the draft before whoever signs it.
    """
    states = {dossier.state} if isinstance(dossier.state, str) else set(dossier.state.values())
    for place, done in enumerate(past):
        step = sheet.steps.get(done.entry.kind)
        if step is not None and step.to in states and step.from_states:
            papers = [*(_drafted(sheet, step, past[place + 1 :]) if step.hands_to else ()), *done.papers]
            return replace(done, papers=papers) if papers else None
    return next((done for done in past if is_signed and done.entry.kind == sheet.opening and done.papers), None)


def _drafted(sheet: Sheet, step: Step, before: list[Done]) -> list[PaperLine]:
    """Return the papers of the step by which a dossier came to where it was handed over."""
    for done in before:
        came = sheet.steps.get(done.entry.kind)
        if came is not None and (came.to in step.from_states or (came.name == sheet.opening and sheet.starts in step.from_states)):
            return done.papers
    return []


def _why_said(told: str) -> str:
    """Return a purpose in words where it is a key of the exchange's list; what an officer wrote stays as it is."""
    return said(PURPOSES[told]) if told in PURPOSES else told
