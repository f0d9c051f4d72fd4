"""
Make a document: resolve its values, fill the template, keep the bytes, record it. The same record gives the same document, and no second number.

Whoever acts for a department of the dossier makes documents for that department. What was made can be made again from the template and values that are kept,
byte for byte, whatever happened to the dossier since.

What lacks something, or is not meant to be signed yet, is a draft: it says so on each page, takes no number, and stands for no paper anywhere. What goes to
somebody outside the office waits for the office's settings, and bears the day of the step that approved it.

What was served stays as it was served: whoever got it holds the paper of that number. It is made again only as a correction, with the reason, under its own
number and day, and says above each page that it is one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from mingjian.core.documents.forms import Form, form_of, forms
from mingjian.core.documents.resolution import first_of, look_up, resolve
from mingjian.core.errors import BadInput, LedgerFault, NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.documents.document_number import next_number
from mingjian.office.documents.fact_groups import day_of, deciding_step, office_facts, served_in
from mingjian.office.documents.facts import facts_of
from mingjian.office.documents.index import INDEX, lines_of, told_of
from mingjian.office.documents.models import FOLDER, Document, Phrase, Template, newest_each
from mingjian.office.documents.phrases import VALUES, Filled, chosen_before, fill_phrase
from mingjian.office.documents.settings import Setting, in_words, missing_for, refuse_altered
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.files.storage import keep
from mingjian.office.files.store import bytes_as_sealed, is_there, opened
from mingjian.office.language import chinese_day
from mingjian.office.models import Department, Dossier, Entry, Officer
from mingjian.office.people.handling import line_of
from mingjian.office.people.permissions import may, roles_in
from mingjian.office.record.entries import Count, enter

#: Values that each making gives anew: they alone make no new document.
_OF_THE_MAKING = ("文号", "日期")
#: Under this name a correction keeps, beside its values, what stands above each of its pages.
_CORRECTION = "更正件"
#: Under this name a paper for the office's own use keeps the handling code of what others gave, which stands above each of its pages.
_HANDLED = "处理代码"
_LONGEST_REASON = 500
#: Papers of which each party gets its own: what is drafted for several is to be split.
_OF_ONE_PARTY = ("penalty_decision", "penalty_notice")
#: The form that calls the public to a hearing, where its sheet says how the hearing is held, and what it says of one that is closed.
_ANNOUNCEMENT, _MANNER, _CLOSED = "hearing_announcement", "papers.hearing_open", "不公开举行"
_APPLIED = "处罚依据"  # the name under which forms cite the provisions of a penalty
#: Papers whose paragraph on remedies is that of a penalty, as its law has it; an order or a seizure is none.
_OF_A_PENALTY = ("penalty_decision", "public_service_notice")


@dataclass(frozen=True)
class Draft:
    """What a document would say now: the form, its values, its gaps, and whether it holds personal data."""

    form: Form
    values: dict[str, Any]
    gaps: tuple[Text, ...]
    is_personal: bool
    on: date  # the day that it bears
    unset: tuple[Setting, ...] = ()  # what the office has not set yet
    later: tuple[Text, ...] = ()  # papers that it cites and that bear a later day
    served: Document | None = None  # the paper of this form that was served
    served_on: str = ""
    phrases: Mapping[str, Filled] = field(default_factory=dict)  # the office's own sentences in it, by value
    is_to_split: bool = False  # it speaks of several parties, each of whom gets a paper of its own

    @property
    def has_changed(self) -> bool:
        """Return whether a paper was served, and the record says something else now. What lacks something would be a draft, and says nothing against it."""
        return self.served is not None and not self.gaps and not _agrees(self.served, self)

    @property
    def missing(self) -> tuple[Text, ...]:
        """Return what there is no such document without, and is not on record yet."""
        return tuple(value.label for name, value in self.form.values.items() if value.is_required and self.values[name] in (None, "", []))

    def refuse_missing(self) -> None:
        """Raise `BadInput` with what is missing."""
        if self.missing:
            zh, en = "、".join(one.zh for one in self.missing), ", ".join(one.en for one in self.missing)
            raise BadInput(
                f"“{self.form.title.zh}”还不能制作，也不取文号：卷宗中尚无“{zh}”。先办理相应步骤。",
                f"There is no {self.form.title.en.lower()} yet, and no number for one: the dossier does not say {en}. Take the step that says it first.",
            )

    def refuse_unset(self, department: Department) -> None:
        """Raise `BadInput` with the settings of the department that the document waits for, and where they are made."""
        if self.unset:
            told = in_words(self.unset)
            raise BadInput(
                f"“{self.form.title.zh}”还不能制作：{department.name_zh}尚未设置{told.zh}。由本部门负责人或者系统管理员在“文书设置”页填写。",
                f"There is no {self.form.title.en.lower()} yet: {department.name_en} has not set {told.en}. "
                "The head of the department or the system administrator fills them in on the page “Settings of documents”.",
            )

    def refuse_reversed(self) -> None:
        """Raise `BadInput` where the document would bear an earlier day than a paper that it cites."""
        if self.later:
            zh, en, day = "、".join(one.zh for one in self.later), ", ".join(one.en for one in self.later), chinese_day(self.on)
            raise BadInput(
                f"“{self.form.title.zh}”的日期（{day}）早于它引用的{zh}，不能作为正式文书。可以先制作草稿；请核对先后，重新制作被引用的文书。",
                f"The {self.form.title.en.lower()} would bear an earlier day ({self.on}) than what it cites: {en}. Make a draft, and mend the order.",
            )

    def refuse_served(self) -> None:
        """Raise `BadInput` where a paper of this form was served and says something else: no second number is given to it."""
        if self.has_changed:
            raise BadInput(
                f"“{self.served}”已于{self.served_on}送达，不能因卷宗内容变动而另编文号重新制作。确有笔误等需要更正的，写明理由制作更正件，文号、日期不变；"
                "内容需要改变的，先撤回、撤销原来的步骤，再重新办理。",
                f"“{self.served}” was served on {self.served_on}: it is not made again under a second number because the record changed. A slip is put right "
                "by a correction with its reason, under the same number and day; where its content has to change, take the former step back first.",
            )


def all_forms() -> Mapping[str, Form]:
    """Return every form of the house by key."""
    return forms(FOLDER)


def in_order(chosen: Sequence[Form]) -> list[Form]:
    """Return forms so that each comes after those of them whose papers it cites; the index, which lists the others, comes last."""
    left, found = sorted(chosen, key=lambda form: (form.key == INDEX, form.key)), list[Form]()
    while left:
        waiting = {form.key for form in left}
        ready = next((form for form in left if not (form.cites & waiting) - {form.key}), left[0])  # forms that cite each other: any one
        left.remove(ready)
        found.append(ready)
    return found


def a_form(key: str) -> Form:
    """Return one form. Raises NotFound with the keys that there are."""
    return form_of(FOLDER, key)


def may_make(officer: Officer, dossier: Dossier) -> bool:
    """Return whether an officer may make documents of a dossier: acts for a department with a seat there, in a role that makes some."""
    return may(officer, "documents.make") and bool(roles_in(officer, dossier, "any"))


def may_seal(officer: Officer, dossier: Dossier) -> bool:
    """Return whether an officer may have documents of a dossier sealed: decides for a department with a seat there. Whoever writes a paper does not seal it."""
    return may(officer, "documents.seal") and bool(roles_in(officer, dossier, "any"))


def may_make_form(form: Form, officer: Officer, dossier: Dossier) -> bool:
    """Return whether an officer may make a document of a form: one that speaks for whoever opened the dossier, for that department alone."""
    return may_make(officer, dossier) and not (form.is_openers and opener_of(dossier) != officer.department)


def refuse_others_form(form: Form, officer: Officer, dossier: Dossier) -> None:
    """Raise NotPermitted for a form that speaks for another department than the officer's."""
    if not may_make_form(form, officer, dossier):
        raise NotPermitted(f"“{form.title.zh}”由发起此卷宗的部门制作。", f"{form.title.en!r} is made by the department that opened this dossier.")


def opener_of(dossier: Dossier) -> Department:
    """Return the department that opened a dossier, as its first entry says; it may lie with another since."""
    first = dossier.entries.order_by("index").first()
    code = json.loads(first.body).get("for") if first else None
    return Department.objects.filter(code=code).first() or dossier.opened_by.department or dossier.department


def department_of(form: Form, dossier: Dossier, by: Officer | None) -> Department:
    """Return the department whose document one of a form is: the opener's where it speaks for that one, else the maker's, else the holder's."""
    return opener_of(dossier) if form.is_openers else (by and by.department) or dossier.department


def draft(form: Form, dossier: Dossier, *, by: Officer | None, at: datetime, chosen: Mapping[str, Phrase] | None = None) -> Draft:
    """
    Return what a document of a form would say now. Raises BadInput where the form does not belong to the dossier's procedure.

    `chosen`: the office's own sentences, by value of the form; none: those with which it was made before.
    """
    if not form.fits(dossier.procedure):
        title = rulebook().versions(dossier.procedure)[-1].title
        raise BadInput(
            f"“{form.title.zh}”不用于“{title.zh}”；用 mingjian papers list 查看可用的文书。",
            f"{form.title.en!r} is no document of {title.en!r}; mingjian papers list shows which are.",
        )
    department = department_of(form, dossier, by)
    told, on, today = facts_of(dossier, by, at, department), _day_of(form, dossier), localtime(at).date()
    if form.key == INDEX:  # counting pages takes a while, and no other document asks for them
        told.record["index"] = {"list": told_of(lines_of(dossier))}
    _refuse_closed(form, told.record)
    told.record["document"] = {"on": chinese_day(on or (None if form.dated_by else today))}
    told.record["step"] = deciding_step(form, told.stands)
    told.record["office"] = office_facts(department, rulebook().statutes, on or today, _applied_in(form, told.record, on or today))
    served_on = served_in(dossier.procedure, told.stands).get(form.key, {}).get("on", "")
    served = _served(form, dossier, on or today) if served_on else None
    if chosen is None:
        chosen = chosen_before(Document.objects.filter(dossier=dossier, form=form.key).last(), served)
    said = {value: fill_phrase(one, told, on or today) for value, one in chosen.items()}
    told.record["phrases"] = {VALUES[value]: one.text for value, one in said.items()}
    found = resolve(form, told.record, rulebook().statutes, on or today, sheet_of(dossier))
    is_personal = any(one.is_personal for one in said.values()) or any(one in told.personal for one in found.values.values() if isinstance(one, str))
    gaps = (*found.gaps, *(_missing_in(value, lacking) for value, one in said.items() for lacking in one.missing))
    later = _later_than(on or today, form, (*told.linked, dossier))
    is_to_split = _is_to_split(form, told.record)
    return Draft(form, found.values, gaps, is_personal, on or today, missing_for(form, department), later, served, served_on, said, is_to_split)


def is_of_closed_hearing(form: Form, dossier: Dossier, by: Officer | None, at: datetime) -> bool:
    """Return whether a form would call the public to a hearing that is closed; the record is read for that form alone."""
    return form.key == _ANNOUNCEMENT and look_up(facts_of(dossier, by, at).record, _MANNER) == _CLOSED


def _refuse_closed(form: Form, record: Mapping[str, Any]) -> None:
    """Raise BadInput for the announcement of a hearing that is closed."""
    if form.key == _ANNOUNCEMENT and look_up(record, _MANNER) == _CLOSED:
        raise BadInput("听证不公开举行，不制作公告。", "The hearing is closed: no announcement is made.")


def _is_to_split(form: Form, record: Mapping[str, Any]) -> bool:
    return form.key in _OF_ONE_PARTY and bool(look_up(record, "penalty.several"))


def _missing_in(value: str, lacking: Text) -> Text:
    """Return, as a gap, the fact that a sentence of the office asks for and nobody has put on record."""
    return Text(f"{value}中的“{lacking.zh}”", f"{lacking.en} (in the office's own sentence)")


def _applied_in(form: Form, record: Mapping[str, Any], on: date) -> str:
    """Return the citation of the provisions applied, from where a decision of penalty takes it; empty for papers that tell of no penalty."""
    if form.key not in _OF_A_PENALTY:
        return ""
    return str(first_of(a_form(_OF_A_PENALTY[0]).values[_APPLIED], record, rulebook().statutes, on) or "")


def _served(form: Form, dossier: Dossier, on: date) -> Document | None:
    """Return the newest paper of a form where it is the one that was served: one of before the step that dates the next paper is not."""
    before = newest_each([dossier.pk]).get(form.key)
    return None if before is None or (form.dated_by and before.made_on < on) else before


def _day_of(form: Form, dossier: Dossier) -> date | None:
    steps = sheet_of(dossier).steps
    return day_of(form, dossier, {name: step.undone_by for name, step in steps.items() if step.undone_by}) if form.dated_by else None


def _later_than(on: date, form: Form, dossiers: tuple[Dossier, ...]) -> tuple[Text, ...]:
    """Return the newest papers that a form cites and that bear a later day than it would: a reviewer lays them side by side."""
    cited = {key: one for dossier in dossiers for key, one in newest_each([dossier.pk]).items()}
    late = [cited[key] for key in sorted(form.cites) if key in cited and cited[key].made_on > on]
    return tuple(Text(f"“{one}”（{chinese_day(one.made_on)}）", f"{one} ({one.made_on})") for one in late)


def make(
    key: str,
    dossier: Dossier,
    *,
    by: Officer | None,
    at: datetime,
    as_draft: bool = False,
    corrects: str = "",
    chosen: Mapping[str, Phrase] | None = None,
) -> Document:
    """
    Make a document of a form, number it by the department's rule, and enter it in the ledger with its SHA-256.

    What lacks something is made as a draft, without a number, and so is what is asked for `as_draft`. Where the newest document of that form says the same
    already, that one is returned. `corrects`: the reason why a paper that was served is corrected, under its own number and day. `by` none: at the node's own
    keyboard, without personal data. `chosen`: as in `draft`. Raises NotFound, BadInput, NotPermitted.
    """
    if by is not None and not may_make(by, dossier):
        raise NotPermitted("只有此卷宗的承办、参与部门的经办人员可以制作文书。", "Only officers of a department that acts in this dossier make its documents.")
    form = a_form(key)
    if by is not None:
        refuse_others_form(form, by, dossier)
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        drafted = draft(form, dossier, by=by, at=at, chosen=chosen)
        department = department_of(form, dossier, by)
        is_draft = as_draft or bool(drafted.gaps)
        _refuse_correction(drafted, corrects, is_draft=is_draft)
        drafted.refuse_missing()
        drafted.refuse_unset(department)
        if form.is_outward or form.word:
            refuse_altered(department)
        if not is_draft:
            drafted.refuse_reversed()
        raw = template_in_force(form, department)
        before = Document.objects.filter(dossier=dossier, form=key).last()
        says_the_same = before and before.template == sha256(raw).hexdigest() and _same(before, drafted)
        if before and says_the_same and (before.is_draft == is_draft or not before.is_draft):
            return before
        if not is_draft and not corrects and drafted.served:
            drafted.refuse_served()
            return drafted.served  # another template since then is for papers to come
        return _write(drafted, dossier, department, raw, by=by, at=at, is_draft=is_draft, corrects=corrects.strip())


def _refuse_correction(drafted: Draft, corrects: str, *, is_draft: bool) -> None:
    """Raise `BadInput` where a correction is asked for and there is nothing to correct, or it would lack something."""
    if not corrects:
        return
    title_zh, title_en = drafted.form.title.zh, drafted.form.title.en.lower()
    if not corrects.strip() or len(corrects.strip()) > _LONGEST_REASON:
        raise BadInput(f"请写明更正的理由，不超过{_LONGEST_REASON}字。", f"Say why it is corrected, in {_LONGEST_REASON} characters at most.")
    if is_draft:
        raise BadInput(f"“{title_zh}”的更正件不能有空缺，也没有草稿。", f"A correction of a {title_en} lacks nothing, and is no draft.")
    if not drafted.has_changed:
        raise BadInput(
            f"没有需要更正的“{title_zh}”：尚未送达，或者内容与已送达的相同。", f"There is no {title_en} to correct: none was served, or it says the same."
        )


def _same(before: Document, now: Draft) -> bool:
    """Return whether a document says what a draft says; the day counts too where a step gives it and not the making."""
    anew = _anew(now.form)
    return {k: v for k, v in before.values.items() if k not in anew} == {k: v for k, v in now.values.items() if k not in anew}


def _agrees(before: Document, now: Draft) -> bool:
    """Return whether a document and a draft agree on all that both say: a form that learnt of a further value since makes no served paper wrong."""
    return all(before.values[name] == value for name, value in now.values.items() if name in before.values and name not in _anew(now.form))


def _anew(form: Form) -> set[str]:
    return {"文号", _CORRECTION, _HANDLED} if form.dated_by else {*_OF_THE_MAKING, _CORRECTION, _HANDLED}


def _above(values: Mapping[str, Any]) -> str:
    """Return what stands above each page of a paper: that it is a correction, and the handling code of what others gave."""
    return "　".join(filter(None, (values.get(_CORRECTION, ""), values.get(_HANDLED, ""))))


def _handling_of(form: Form, dossier: Dossier) -> dict[str, str]:
    """Return the handling code that a paper for the office's own use carries; what a party reads or is sent says nothing of who gave what."""
    line = line_of(dossier) if form.is_inside else None
    return {_HANDLED: line.zh} if line else {}


def _write(
    drafted: Draft, dossier: Dossier, department: Department, raw: bytes, *, by: Officer | None, at: datetime, is_draft: bool, corrects: str
) -> Document:
    from mingjian.core.documents.template_fill import fill

    form, corrected = drafted.form, drafted.served if corrects else None
    on = corrected.made_on if corrected else drafted.on
    given = next_number(department, form.word, on.year) if form.word and not is_draft and corrected is None else None
    values = {**drafted.values, "文号": given.written if given else "", **_handling_of(form, dossier)}
    if corrected:
        mark = f"更正件（{chinese_day(at)}更正同号文书）"
        values |= {"文号": corrected.number, "日期": corrected.values["日期"], _CORRECTION: mark}
    number = values["文号"]
    made = fill(raw, values, title=form.title.zh, on=on, is_draft=is_draft, mark=_above(values))
    kept, held = keep([made], f"{form.key}.docx"), keep([raw], f"{form.key}.docx")
    document = Document.objects.create(
        dossier=dossier,
        nth=Document.objects.filter(dossier=dossier).count() + 1,
        form=form.key,
        title=form.title.zh,
        number=number,
        template=held.sha256,
        values=values,
        gaps=[[gap.zh, gap.en] for gap in drafted.gaps],
        phrases={value: one.phrase.key for value, one in drafted.phrases.items()},
        sha256=kept.sha256,
        size=kept.size,
        is_draft=is_draft,
        is_personal=drafted.is_personal,
        made_on=on,
        made_at=at,
        made_by=by,
    )
    told: dict[str, Any] = {"made_as": form.key, "number": number, "template": held.sha256, "file": kept.sha256, "gaps": Count(len(drafted.gaps))}
    if is_draft:
        told["draft"] = True
    if document.phrases:
        told["phrases"] = list(document.phrases.values())
    if given:
        told["series"] = {"department": department, "word": given.word, "year": Count(given.year), "place": Count(given.place)}
    if corrected:
        told |= {"corrects": corrected.wire_name, "reason": corrects} | _series_of(corrected)
    enter("document_made", at=at, by=by, about=document, dossier=dossier, **told)
    return document


def _series_of(document: Document) -> dict[str, Any]:
    """Return the place of a document's number in its series, as its entry has it."""
    bodies = (json.loads(one.body) for one in Entry.objects.filter(kind="document_made", dossier=document.dossier))
    series = next((body["series"] for body in bodies if body["file"] == document.sha256 and "series" in body), None)
    return {"series": {**series, "year": Count(series["year"]), "place": Count(series["place"])}} if series else {}


def template_in_force(form: Form, department: Department) -> bytes:
    """Return the template that a department fills: its own where it put one, else the house's."""
    from mingjian.core.documents.word_template import template

    own = Template.objects.filter(department=department, form=form.key, withdrawn_at__isnull=True).first()
    return bytes_as_sealed(own.sha256) if own else template(form)


def bytes_of(document: Document) -> bytes:
    """Return a document's bytes as they were kept; where they are lost, made again. Raises LedgerFault where others lie in their place."""
    return bytes_as_sealed(document.sha256) if is_there(document.sha256) else remade(document)


def remade(document: Document) -> bytes:
    """Make a document again from its template and values. Raises LedgerFault where that gives other bytes than were recorded."""
    from mingjian.core.documents.template_fill import fill

    if not is_there(document.template):
        raise NotFound("文书所用模板的字节不在本节点的存储中。", "The bytes of the document's template are not in this node's store.")
    with opened(document.template) as file:
        held = file.read()
    made = fill(held, document.values, title=document.title, on=document.made_on, is_draft=document.is_draft, mark=_above(document.values))
    if sha256(made).hexdigest() != document.sha256:
        raise LedgerFault("重新制作的文书与台账所记的不同。", "The document made again is not the one that the ledger records.")
    return made
