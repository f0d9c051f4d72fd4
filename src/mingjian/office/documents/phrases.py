"""
Sentences that an office keeps for itself: standard reasons for a field, an opening or a closing of a paper, with facts of the dossier in 【】.

Whoever makes papers writes one, and a colleague approves it; where it goes into papers for the outside, one of the two is a head. Another wording is another
version. A sentence is chosen by a person, for one dossier; its facts are looked up then, and one that nobody has put on record is named, never left as a blank.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localtime

from mingjian.core.documents.forms import Form, Value, common_values, forms
from mingjian.core.documents.phrases import slots_of, with_facts
from mingjian.core.documents.resolution import first_of
from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.core.procedure import Paper, rulebook
from mingjian.office.documents.fact_groups import office_facts
from mingjian.office.documents.facts import APPROVE, Told, facts_of
from mingjian.office.documents.models import FOLDER, Document, Phrase
from mingjian.office.language import chinese_day
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.permissions import may, require
from mingjian.office.record.entries import enter

WRITE = "documents.write_phrases"
FIELD, OPENING, CLOSING = "field", "opening", "closing"
#: The values of a form that its opening and its closing sentence stand under.
VALUES = {"开头语": OPENING, "结尾语": CLOSING}
_PARTS = {OPENING: Text("开头语", "opening"), CLOSING: Text("结尾语", "closing")}
_KINDS = ("text", "long_text")
LONGEST, LONGEST_TITLE, LONGEST_OF_PAPER, LONGEST_REASON = 2000, 40, 300, 300
MOST_AT_HOME = 10
_MOST_NAMED = 8  # names of facts that a refusal proposes


@dataclass(frozen=True)
class Filled:
    """A sentence as it reads in one dossier: its text, empty where a fact is missing; those facts; whether personal data went into it."""

    phrase: Phrase
    text: str
    missing: tuple[Text, ...] = ()
    is_personal: bool = False


@cache
def places() -> Mapping[str, Text]:
    """Return every place that sentences are kept for, in words: the fields of steps that hold plain words, then openings and closings of forms."""
    fields = {f"{FIELD}.{name}": Text(f"栏目：{one.label.zh}（{name}）", f"Field: {one.label.en} ({name})") for name, one in _fields().items()}
    own = {
        f"{part}.{form.key}": Text(f"文书：{form.title.zh}，{_PARTS[part].zh}", f"Document: {form.title.en}, {_PARTS[part].en}")
        for form in forms(FOLDER).values()
        for value, part in VALUES.items()
        if value in form.values
    }
    return fields | own


def _fields() -> dict[str, Paper]:
    """Return the papers of steps that are plain words of the office: neither personal nor the words of a party."""
    asked = {
        paper.name: paper for name in rulebook().procedures() for sheet in rulebook().versions(name) for step in sheet.steps.values() for paper in step.needs
    }
    return {name: one for name, one in sorted(asked.items()) if one.kind in _KINDS and not one.personal and not one.of_party}


def place_said(place: str) -> Text:
    """Return a place in words; of one that the rulebook no longer has, its key."""
    return places().get(place, Text(place, place))


def goes_outside(place: str) -> bool:
    """Return whether sentences of a place are printed in papers for somebody outside the office."""
    part, _, name = place.partition(".")
    return name in _printed_outside() if part == FIELD else name not in forms(FOLDER) or forms(FOLDER)[name].is_outward


@cache
def _printed_outside() -> frozenset[str]:
    """Return the papers of steps that a form for the outside prints."""
    outward = (form for form in forms(FOLDER).values() if form.is_outward)
    sources = (source for form in outward for value in form.values.values() for source in value.sources)
    return frozenset(source.rpartition(".")[2] for source in sources if source.partition(".")[0] in ("papers", "steps", "step"))


def facts_named(place: str) -> dict[str, Value]:
    """Return the facts that a sentence of a place may name: the values of its form, or those of every form; no lists, and nothing written by hand."""
    part, _, name = place.partition(".")
    form = forms(FOLDER).get(name) if part != FIELD else None
    known = {**common_values(FOLDER), **(form.values if form else {})}
    return {called: one for called, one in known.items() if not (one.is_list or one.is_hand or called in VALUES)}


def phrases_of(department: Department) -> QuerySet[Phrase]:
    """Return every version of the sentences that a department keeps, the newest sentence first."""
    return Phrase.objects.filter(department=department).select_related("written_by", "approved_by", "ended_by").order_by("-nth", "-version")


def phrase_of(department: Department | None, nth: int) -> list[Phrase]:
    """Return the versions of one sentence of a department, the newest first. Raises NotFound."""
    found = list(phrases_of(department).filter(nth=nth)) if department else []
    if not found:
        raise NotFound("没有这条用语。", "There is no such sentence.")
    return found


def in_force(department: Department | None, places_asked: Iterable[str]) -> QuerySet[Phrase]:
    """Return the sentences of a department that may be chosen at some places."""
    if department is None:
        return Phrase.objects.none()
    return Phrase.objects.filter(department=department, place__in=list(places_asked), approved_at__isnull=False, ended_at__isnull=True).order_by("title", "nth")


def waiting_for(officer: Officer) -> list[Phrase]:
    """Return the versions that the officer may approve now, the oldest first."""
    if not may_write(officer):
        return []
    waiting = Phrase.objects.filter(department=officer.department_id, approved_at__isnull=True, ended_at__isnull=True).exclude(written_by=officer.pk)
    return [one for one in waiting.select_related("written_by").order_by("written_at", "pk")[:MOST_AT_HOME] if why_not_approved(one, officer) is None]


def write_phrase(place: str, title: str, text: str, *, by: Officer, at: datetime, of: Phrase | None = None) -> Phrase:
    """
    Write a sentence, or another version `of` one; it holds once a colleague approves it, and until then the version before does.

    A version of one's own that waits is replaced; one of somebody else is not.

    Raises BadInput with what is wrong, NotPermitted.
    """
    department, place = _own(by), of.place if of else place
    told = {"place": _known_place(place), "title": _line(title), "text": _wording(place, text)}
    with transaction.atomic():
        Department.objects.select_for_update().order_by("pk").first()  # numbers of a node follow each other: whoever writes waits for one row of all
        former = list(Phrase.objects.filter(nth=of.nth)) if of else []
        if any(one.ended_at is None and (one.title, one.text) == (told["title"], told["text"]) for one in former):
            raise BadInput("与现有的版本相同。", "It is the same as the version that there is.")
        _refuse_displacing(former, by)
        waiting = [_ended(one, Phrase.End.REPLACED, "", by, at) for one in former if one.is_waiting]
        nth = of.nth if of else (Phrase.objects.aggregate(last=Max("nth"))["last"] or 0) + 1
        made = Phrase.objects.create(department=department, nth=nth, version=len(former) + 1, written_at=at, written_by=by, **told)
        enter("phrase_written", at=at, by=by, about=made, beside=waiting, place=made.place, title=made.title, text=made.text)
    return made


def _refuse_displacing(former: Iterable[Phrase], by: Officer) -> None:
    """Raise BadInput where another's version waits: it is approved or sent back with a reason first, and never displaced without a word."""
    for one in former:
        if one.is_waiting and one.written_by_id != by.pk:
            zh = f"{one.written_by.name}拟写的第 {one.version} 版正在等待批准：请先批准，或者写明理由退回，再另写一版；您写的内容仍在页面上。"
            en = f"Version {one.version} by {one.written_by.name} waits: approve it or send it back with a reason first. What you wrote is still on the page."
            raise BadInput(zh, en)


def approve_phrase(phrase: Phrase, *, by: Officer, at: datetime) -> None:
    """Let a version be chosen from now on, in place of the one before. Raises BadInput, NotPermitted."""
    _own(by, phrase)
    with transaction.atomic():
        held = _waiting(phrase)
        if why := why_not_approved(held, by):
            raise NotPermitted(why.zh, why.en)
        before = [_ended(one, Phrase.End.REPLACED, "", by, at) for one in Phrase.objects.filter(nth=held.nth) if one.is_in_force]
        held.approved_at, held.approved_by = at, by
        held.save(update_fields=["approved_at", "approved_by"])
        enter("phrase_approved", at=at, by=by, about=held, beside=before, place=held.place, title=held.title, text=held.text)


def end_phrase(phrase: Phrase, why: str, *, by: Officer, at: datetime) -> None:
    """Withdraw a version that holds, or send back one that waits. Papers that say it stay. Raises BadInput, NotPermitted."""
    _own(by, phrase)
    reason = _line(why, LONGEST_REASON)
    with transaction.atomic():
        held = Phrase.objects.select_for_update().get(pk=phrase.pk)
        if held.ended_at is not None:
            raise BadInput("这一版本已经停用。", "This version has ended already.")
        if held.is_in_force and goes_outside(held.place) and not may(by, APPROVE):
            raise NotPermitted("写入对外文书的用语，由部门负责人停用。", "A sentence for papers that go outside is withdrawn by a head.")
        _ended(held, Phrase.End.WITHDRAWN if held.is_in_force else Phrase.End.DECLINED, reason, by, at)
        enter("phrase_ended", at=at, by=by, about=held, reason=reason)


def why_not_approved(phrase: Phrase, by: Officer) -> Text | None:
    """Return why an officer cannot approve a version that waits; none where they may."""
    if phrase.written_by_id == by.pk:
        return Text("自己拟写的用语由他人批准。", "A sentence that you wrote yourself is approved by somebody else.")
    if goes_outside(phrase.place) and not (may(by, APPROVE) or may(phrase.written_by, APPROVE)):
        return Text("写入对外文书的用语，拟写人和批准人中须有一人是部门负责人。", "Of a sentence for papers that go outside, writer or approver is a head.")
    return None


def filled_for_field(dossier: Dossier, paper: str, officer: Officer, at: datetime) -> list[Filled]:
    """
    Return the sentences that the officer's department keeps for a field, as they read in a dossier.

    Personal data is never among them, whatever leave the officer has: what is typed into a field lies in clear.
    """
    place = f"{FIELD}.{paper}"
    found = list(in_force(officer.department, [place]))
    if not found:
        return []
    told, on = facts_of(dossier, officer, at, officer.department, is_plain=True), localtime(at).date()
    told.record |= {"document": {"on": chinese_day(on)}, "office": office_facts(officer.department or dossier.department, rulebook().statutes, on, "")}
    return [fill_phrase(one, told, on) for one in found]


def fill_phrase(phrase: Phrase, told: Told, on: date) -> Filled:
    """Return a sentence with the facts of a record; without text where a fact is missing."""
    known, facts, missing = facts_named(phrase.place), {}, []
    for name in slots_of(phrase.text):
        value = known.get(name)
        found = first_of(value, told.record, rulebook().statutes, on) if value else None
        if isinstance(found, str) and found.strip():
            facts[name] = found
        else:
            missing.append(value.label if value else Text(name, name))
    if missing:
        return Filled(phrase, "", tuple(missing))
    return Filled(phrase, with_facts(phrase.text, facts), is_personal=any(one in told.personal for one in facts.values()))


def offered_for_form(form: Form, department: Department) -> dict[str, list[Phrase]]:
    """Return the sentences that a department keeps for a form, by the value that they stand under; only values that the form has."""
    wanted = {f"{part}.{form.key}": value for value, part in VALUES.items() if value in form.values}
    found: dict[str, list[Phrase]] = {}
    for one in in_force(department, wanted):
        found.setdefault(wanted[one.place], []).append(one)
    return found


def chosen_for_form(form: Form, department: Department, asked: Mapping[str, str]) -> dict[str, Phrase]:
    """Return the sentences that were picked for a form, by value; `asked` has their numbers. Raises BadInput for one that is not offered."""
    offered, chosen = offered_for_form(form, department), {}
    for value in VALUES:
        if not (number := asked.get(value, "")):
            continue
        found = next((one for one in offered.get(value, ()) if str(one.nth) == number), None)
        if found is None:
            raise BadInput("所选的用语已停用，或者不用于此文书；请重新选择。", "The sentence was withdrawn, or is not for this document; choose again.")
        chosen[value] = found
    return chosen


def chosen_before(before: Document | None, served: Document | None) -> dict[str, Phrase]:
    """
    Return the sentences that a paper was made with, by value: of one that was served, the very versions; of any other, those that hold now.

    One that was withdrawn since is chosen no more, except in a paper that was served, which says what it said.
    """
    kept = served or before
    if kept is None or not kept.phrases:
        return {}
    keys = {key: value for value, key in kept.phrases.items()}
    pairs = [key.split("-") for key in keys]
    versions = Q(pk__in=[])
    for nth, version in pairs:
        versions |= Q(nth=nth, version=version) if served else Q(nth=nth, approved_at__isnull=False, ended_at__isnull=True)
    values = {key.split("-")[0]: value for key, value in keys.items()}
    return {values[str(one.nth)]: one for one in Phrase.objects.filter(versions)}


def _own(by: Officer, phrase: Phrase | None = None) -> Department:
    require(by, WRITE)
    if by.department is None:
        raise BadInput("您不属于任何部门。", "You belong to no department.")
    if phrase is not None and phrase.department_id != by.department_id:
        raise NotFound("没有这条用语。", "There is no such sentence.")
    return by.department


def may_write(officer: Officer) -> bool:
    """Return whether an officer writes sentences of their department."""
    return officer.department is not None and may(officer, WRITE)


def _waiting(phrase: Phrase) -> Phrase:
    held = Phrase.objects.select_for_update().select_related("written_by").get(pk=phrase.pk)
    if not held.is_waiting:
        raise BadInput("这一版本已经批准、退回或者被更新的版本代替；请刷新。", "This version was approved, sent back or replaced already; load the page anew.")
    return held


def _ended(phrase: Phrase, way: "Phrase.End", why: str, by: Officer, at: datetime) -> Phrase:
    phrase.ended_at, phrase.ended_by, phrase.ended_as, phrase.ended_why = at, by, way, why
    phrase.save(update_fields=["ended_at", "ended_by", "ended_as", "ended_why"])
    return phrase


def _known_place(place: str) -> str:
    if place not in places():
        raise BadInput("没有这个栏目或者文书；从列表中选择。", "There is no such field or document; pick one of the list.")
    return place


def _line(written: str, longest: int = LONGEST_TITLE) -> str:
    """Return a line that says something. Raises BadInput."""
    value = " ".join(unicodedata.normalize("NFC", written).split())
    if not value or len(value) > longest or not value.isprintable():
        raise BadInput(f"名称、理由须填写，一行，不超过{longest}字，不含不可见字符。", f"A title or reason is a line of at most {longest} characters.")
    return value


def _wording(place: str, written: str) -> str:
    """Return the text of a sentence, with everything that a paper cannot print refused. Raises BadInput."""
    text = unicodedata.normalize("NFC", written).replace("\r\n", "\n").replace("\r", "\n").strip()
    is_of_paper = not place.startswith(f"{FIELD}.")
    longest = LONGEST_OF_PAPER if is_of_paper else LONGEST
    if not text or len(text) > longest:
        raise BadInput(f"请写明用语，不超过{longest}字。", f"Write the sentence, in {longest} characters at most.")
    if is_of_paper and "\n" in text:
        raise BadInput("文书的开头语、结尾语是一个自然段，不换行。", "Opening and closing of a document are one paragraph.")
    if not text.replace("\n", "").isprintable():
        raise BadInput("不得含控制字符或者不可见字符。", "No control or invisible characters.")
    if any(mark in text for mark in ("{{", "{%", "{#")):
        raise BadInput("卷宗中的事实写在【】中，例如【当事人】；不用花括号。", "Facts of the dossier stand in 【】, such as 【当事人】, not in braces.")
    slots, known = slots_of(text), facts_named(place)
    if unknown := [name for name in slots if name not in known]:
        near = sorted(known, key=lambda one: (-len(set(one) & set(unknown[0])), one))[:_MOST_NAMED]
        raise BadInput(
            f"没有名为“{'”“'.join(unknown)}”的事实；可用的例如：{'、'.join(near)}。",
            f"There is no fact {', '.join(unknown)}; there are, for instance: {', '.join(near)}.",
        )
    return text
