"""
What the matter of a case still lacks, as one form: each blank with what the record proposes for it, and one act for each row that is filled in.

Nothing is new in what is entered: parties and charges are corrected, penalties and answers added, each by its own act with an entry of its own. What is only
proposed is entered where the officer ticks it, and nothing is where the row no longer says what the page showed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.identifiers.digits import citizen
from mingjian.core.identifiers.typed import is_code_valid
from mingjian.core.procedure import rulebook
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import lines_counted
from mingjian.institutions.cases.services.guidance import proposed_for
from mingjian.institutions.cases.services.proposals import goods_in_stock
from mingjian.institutions.cases.services.provision import day_of_law
from mingjian.institutions.matters.acts import add_answer, add_penalty, correct_charge, correct_party
from mingjian.institutions.matters.models import Answer, Charge, Fact, Matter, Offer, Party, Penalty
from mingjian.institutions.matters.queries import matter_of, rows_of, suspects_of
from mingjian.office.acts.offers import is_open_to
from mingjian.office.acts.things import lock
from mingjian.office.dossiers.state import given
from mingjian.office.language import said
from mingjian.office.models import Entry, Officer
from mingjian.office.papers.kind import Respondent
from mingjian.office.papers.kinds import kind_of
from mingjian.office.record.entries import own_key

MOST_PARTIES, MOST_CHARGES = 20, 6
LICENCE, IDENTITY_CARD = "营业执照", "居民身份证"
#: Of a charge all is read together, since one sentence follows from the other.
_OF_CHARGE = (
    "charge_words",
    "charge_act",
    "charge_field",
    "charge_since",
    "charge_until",
    "charge_broken",
    "charge_applied",
    "charge_means",
    "charge_knowledge",
    "charge_discretion",
)
_STATED = ("record_statement", "ask_hearing")
_ACTS = {one.__name__: one for one in (correct_party, correct_charge, add_penalty, add_answer)}
_PREFIX, _ENTERED, _MOST_LOST = "lacking", "entered", 40
_POSTED = re.compile(r"lacking-([A-Za-z]+[0-9]*)-([a-z_]+)")
_WHO_STATED = re.compile(r"^[^：:。]{0,40}?(?:(?:陈述|申辩|称|提出|意见)[：:]|[，,]称)\s*")


@dataclass(frozen=True)
class Row:
    """One row of the form: what stands over it, the act that enters it, of which fact, the fields with what they propose, and what the act needs besides."""

    name: str
    title: str
    act: str
    fact: Any
    fields: Mapping[str, str]
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Return whether the act makes a row, which nothing but what is filled in makes."""
        return self.act.startswith("add_")

    @property
    def is_ticked(self) -> bool:
        """Return whether it waits for a tick: an item of the penalty always, another row where what it shows is only proposed."""
        if self.is_new:
            return self.act == "add_penalty"
        return any(value and value != _stands(self.fact, paper) for paper, value in self.fields.items())


class CompletionForm(forms.Form):
    """All rows as fields, each called by its row and its paper."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=60)
    why = forms.CharField(label=_("Reason of the entry"), max_length=500)

    def __init__(self, rows: Sequence[Row], officer: Officer, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=_PREFIX, initial={"key": uuid4().hex, "why": gettext("from what the investigation found")})
        self.rows, asked = rows, Respondent(officer, officer.department)
        for row, paper in self._papers():
            drawn = kind_of(rulebook().papers[paper]).field(rulebook().papers[paper], asked)
            drawn.required, drawn.initial, drawn.show_hidden_initial = False, row.fields[paper], True
            if isinstance(drawn.widget, forms.Textarea):
                drawn.widget.attrs["rows"] = 2
            self.fields[f"{row.name}-{paper}"] = drawn
        for row in rows:
            if row.is_ticked:
                label = _("Enter this item") if row.is_new else _("Enter what is proposed here")
                self.fields[f"{row.name}-{_ENTERED}"] = forms.BooleanField(label=label, required=False)

    def _papers(self) -> Iterator[tuple[Row, str]]:
        return ((row, paper) for row in self.rows for paper in row.fields)

    def drawn(self) -> list[tuple[Row, list[forms.BoundField], forms.BoundField | None]]:
        """Return the rows with their fields and the box to tick, for the page."""
        boxes = {row.name: self[f"{row.name}-{_ENTERED}"] for row in self.rows if f"{row.name}-{_ENTERED}" in self.fields}
        return [(row, [self[f"{row.name}-{paper}"] for paper in row.fields], boxes.get(row.name)) for row in self.rows]

    def typed(self, row: Row) -> dict[str, str]:
        """Return what was filled in of a row, as plain values."""
        found = {paper: self.cleaned_data.get(f"{row.name}-{paper}") for paper in row.fields}
        return {paper: value.isoformat() if isinstance(value, date) else str(value) for paper, value in found.items() if value not in (None, "")}

    def ticks(self, row: Row) -> bool:
        """Return whether the officer ticked a row."""
        return bool(self.cleaned_data.get(f"{row.name}-{_ENTERED}"))

    def shown(self, row: Row, paper: str) -> str:
        """Return what the page that was sent had shown in a field."""
        return _lines(str(self.data.get(f"initial-{_PREFIX}-{row.name}-{paper}", "")))

    def changed(self, row: Row) -> dict[str, str]:
        """Return what was filled in otherwise than the page had shown it."""
        return {paper: value for paper, value in self.typed(row).items() if _lines(value) != self.shown(row, paper)}

    def clean(self) -> dict[str, Any]:
        """Refuse rows that no longer say what the page had shown, what was filled in without its tick, and a tick without anything."""
        for row in self.rows:
            box = f"{row.name}-{_ENTERED}"
            if row.act == "add_penalty" and self.ticks(row) and not self.typed(row):
                self.add_error(box, gettext("Ticked, but nothing is filled in."))
            if row.act == "add_penalty" and self.changed(row) and not self.ticks(row):
                self.add_error(box, gettext("Filled in, but not ticked: nothing of it is entered. Tick it, or clear it."))
            if told_of(self, row):
                self._refuse_stale(row)
        for label, value in self._lost():
            said_so = gettext("“%(label)s” is no longer asked for here: somebody entered, corrected or withdrew it. Not entered: %(value)s")
            self.add_error(None, said_so % {"label": label, "value": value})
        return self.cleaned_data

    def _refuse_stale(self, row: Row) -> None:
        """Refuse a row of which a value became another; then show the one that stands, keep what was typed, and let the officer decide anew."""
        stale = [paper for paper in row.fields if _lines(row.fields[paper]) != self.shown(row, paper)]
        typed, data = self.changed(row), cast(QueryDict, self.data).copy()
        for paper in stale:
            name = f"{row.name}-{paper}"
            data[f"initial-{_PREFIX}-{name}"] = row.fields[paper]
            if paper not in typed:
                data[f"{_PREFIX}-{name}"] = row.fields[paper]
            now_says = gettext("Since the page was opened, this became: %(value)s. Nothing is entered yet; check it and send again.")
            self.add_error(name, now_says % {"value": row.fields[paper] or "—"})
        if stale:
            self.data = data

    def _lost(self) -> list[tuple[str, str]]:
        """Return what was filled in or ticked in fields that the form no longer has, with their labels."""
        found, papers = [], rulebook().papers
        for name in self.data:
            posted = _POSTED.fullmatch(str(name))
            if posted is None or name.removeprefix(f"{_PREFIX}-") in self.fields or not (posted[2] in papers or posted[2] == _ENTERED):
                continue
            value = _lines(str(self.data.get(name, "")))
            if posted[2] == _ENTERED and value:
                words = next((str(self.data[one]) for one in self.data if str(one).startswith(f"{_PREFIX}-{posted[1]}-penalty_")), "")
                label = gettext("Enter what is proposed here") if posted[1][0] in "PC" else gettext("Enter this item")
                found.append((label, words[:2000]))
            elif value and value != _lines(str(self.data.get(f"initial-{name}", ""))):
                found.append((said(papers[posted[2]].label), value[:2000]))
        return found[:_MOST_LOST]


def _lines(text: str) -> str:
    """Return a text with the ends of lines that browsers change as the record has them."""
    return text.replace("\r\n", "\n").strip()


def completion_of(case: Case, officer: Officer, data: QueryDict | None = None) -> CompletionForm | None:
    """Return the form of what the matter of a case lacks; None where it lacks nothing that is entered here, or the officer may not enter it."""
    matter = matter_of(case.dossier)
    if matter is None or case.dossier.is_closed or matter.lead != case.dossier or not is_open_to("matters.add_party", matter, officer):
        return None
    rows = [*_of_parties(matter), *_of_charges(case, matter), *_of_penalties(case, matter), *_of_answer(case, matter)]
    return CompletionForm(rows, officer, data) if rows or data else None


def _of_parties(matter: Matter) -> Iterator[Row]:
    """Ask for what the block of a party lacks, by its kind."""
    for one in suspects_of(matter)[:MOST_PARTIES]:
        is_person, is_business = one.kind == Party.Kind.PERSON, one.kind == Party.Kind.BUSINESS
        wanted = {
            "party_licence": not is_person,
            "party_code": not is_person,
            "party_operator": is_business,
            "party_head": not (is_person or is_business),
            "party_id_number": is_person or is_business,
            "party_registered_address": True,
        }
        proposed = {"party_licence": LICENCE if is_code_valid(one.code) else ""}
        asked = {paper: proposed.get(paper, "") for paper, is_wanted in wanted.items() if is_wanted and not getattr(one, one.papers[paper])}
        if asked:
            stands = {"party_role": one.role, "party_type": one.kind, "party_legal_name": one.name}
            yield Row(f"P{one.nth}", gettext("Party: %(name)s") % {"name": one.name}, "correct_party", one, asked, stands)


def _of_charges(case: Case, matter: Matter) -> Iterator[Row]:
    """Ask for a charge as a whole while a sentence of it is missing, or its days are those on which it came to be known."""
    for one in rows_of(matter, Charge)[:MOST_CHARGES]:
        if not _is_blank(one):
            continue
        since, until = _days(case, matter, one)
        known = proposed_for(case, day_of_law(case)) if len(rows_of(matter, Charge)) == 1 else {}
        stands = {
            "charge_words": one.words,
            "charge_act": one.act or str(known.get("act") or ""),
            "charge_field": one.field or str(known.get("field") or ""),
            "charge_since": since.isoformat() if since else "",
            "charge_until": until.isoformat() if until else "",
            "charge_broken": one.broken_said or one.broken,
            "charge_applied": one.applied_said or one.applied,
            "charge_means": one.means,
            "charge_knowledge": one.knowledge,
            "charge_discretion": one.discretion,
        }
        title = gettext("Charge: %(words)s") % {"words": one.words}
        yield Row(f"C{one.nth}", title, "correct_charge", one, {paper: stands[paper] for paper in _OF_CHARGE}, {"charge_words": one.words})


def _is_blank(charge: Charge) -> bool:
    """Return whether something of a charge is missing."""
    return not all(getattr(charge, charge.papers[paper]) for paper in _OF_CHARGE)


def _days(case: Case, matter: Matter, charge: Charge) -> tuple[date | None, date | None]:
    """Return the first and last day that the charge, the offers and the amount ledger know; of several charges those of the charge alone."""
    held = [charge.since, charge.until]
    if len(rows_of(matter, Charge)) == 1:
        held += [day for one in rows_of(matter, Offer) for day in (one.since, one.until)]
        held += [one.sold_on for one in lines_counted(case) if one.kind == "sold"]
    days = [day for day in held if day is not None]
    return min(days, default=None), max(days, default=None)


def _of_penalties(case: Case, matter: Matter) -> Iterator[Row]:
    """
    Propose the items of the penalty while there is none: the order to correct, the goods in stock, the gains, and a fine for each party. Sums are the officer's
    to say, and an item that is not ticked is none. Of several parties they are many, and come once the charge is whole; each is told to stop what is charged
    to it, and whose the stock is only a person says.
    """
    charges, parties = rows_of(matter, Charge), suspects_of(matter)[:MOST_PARTIES]
    if rows_of(matter, Penalty) or not charges or (len(parties) > 1 and any(_is_blank(one) for one in charges)):
        return
    titles = {key: said(text) for key, text in rulebook().papers["penalty_kind"].options}
    charged = {one: [charge for charge in charges if charge.party_id in (None, one.pk)] for one in parties}
    liable, goods = [one for one in parties if charged[one]], goods_in_stock(case)
    for one in liable:
        nth, name = (str(one.nth), f"（{one.name}）") if len(parties) > 1 else ("", "")
        party = {"penalty_party": nth} if nth else {}
        stop = "立即停止" + "、".join(dict.fromkeys(charge.words.removeprefix("涉嫌") for charge in charged[one][:MOST_CHARGES]))
        yield Row(f"correct{nth}", titles["correct"] + name, "add_penalty", matter, {"penalty_words": stop}, {"penalty_kind": "correct", **party})
        if goods:
            proposed = {"penalty_words": goods if len(liable) == 1 else ""}
            yield Row(f"goods{nth}", titles["goods"] + name, "add_penalty", matter, proposed, {"penalty_kind": "goods", **party})
        for kind in ("gains", "fine"):
            yield Row(f"{kind}{nth}", titles[kind] + name, "add_penalty", matter, {"penalty_sum": ""}, {"penalty_kind": kind, **party})


def _of_answer(case: Case, matter: Matter) -> Iterator[Row]:
    """Ask whether what the party stated is accepted, once it is on record and no point of it is entered."""
    entry = case.dossier.entries.filter(kind__in=_STATED).order_by("-index").first()
    if entry is None or rows_of(matter, Answer):
        return
    fields = {"answer_point": _point(given(case.dossier, "party_statement")), "answer_verdict": "", "answer_why": ""}
    yield Row("answer", gettext("What the party states"), "add_answer", matter, fields, {"answer_stated_on": localdate(entry.at).isoformat()})


def _point(statement: str) -> str:
    """Return what a statement says, without the words that tell who made it where: `当事人到所陈述：…`."""
    told = _WHO_STATED.sub("", statement.strip(), count=1)
    return told.rstrip("。") if told else statement


def entered_before(data: Mapping[str, str], by: Officer) -> int:
    """Return how many rows the officer entered by this very sending before: a second click has the result of the first."""
    return Entry.objects.filter(key__startswith=own_key(by, f"{_sending(data)}:")).count()


def _sending(data: Mapping[str, str]) -> str:
    """Return the key of a sending: that of the page, with a digest of all that was sent, since a page may be sent again with something else."""
    sent = sorted((str(name), str(data.get(name, ""))) for name in data if str(name).startswith(f"{_PREFIX}-"))
    return f"{str(data.get(f'{_PREFIX}-key', ''))[:60]}:{salted_hmac(__name__, repr(sent)).hexdigest()[:12]}"


def enter_completion(form: CompletionForm, *, by: Officer, at: datetime) -> int:
    """
    Enter each row that the officer changed or ticked, in one transaction; return how many. The same sending again enters nothing and returns what it did.

    Raises BadInput, at its field where a row is incomplete, and whatever an act refuses.
    """
    if before := entered_before(form.data, by):
        return before
    done = 0
    with transaction.atomic():
        for row in form.rows:
            papers = told_of(form, row)
            if not papers:
                continue
            _refuse_overtaken(row)
            try:
                _ACTS[row.act](row.fact, by=by, at=at, key=f"{_sending(form.data)}:{row.name}", **_whole(row, papers, form))
            except (BadInput, StepRefused) as refused:
                raise BadInput(f"{row.title}：{refused.text.zh}", f"{row.title}: {refused.text.en}") from refused
            done += 1
    if not done:
        raise BadInput("没有填写任何内容。", "Nothing was filled in.")
    return done


def _refuse_overtaken(row: Row) -> None:
    """Refuse a row that somebody changed between reading it for this sending and writing it."""
    held: Any = lock(row.fact)
    if not row.is_new and any(_stands(held, paper) != _stands(row.fact, paper) for paper in row.fields):
        raise BadInput(f"{row.title}：刚刚由他人更正，请核对后再提交。", f"{row.title}: somebody corrected it this moment; check it and send again.")


def told_of(form: CompletionForm, row: Row) -> dict[str, str]:
    """
    Return what the officer says in a row: of an item of the penalty all, once it is ticked; of an answer all, once she said whether it is accepted; of others
    what she changed, and where she ticked what is proposed, all that the matter does not say yet.
    """
    typed = form.typed(row)
    if row.act == "add_answer":
        return typed if typed.get("answer_verdict") or typed.get("answer_why") else {}
    if row.is_new:
        return typed if form.ticks(row) else {}
    return {paper: value for paper, value in typed.items() if value != _stands(row.fact, paper)} if form.ticks(row) else form.changed(row)


def _stands(fact: Fact, paper: str) -> str:
    said_as = {"charge_broken": "broken_said", "charge_applied": "applied_said"}.get(paper)
    value: Any = getattr(fact, said_as) if said_as else getattr(fact, fact.papers[paper])
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _whole(row: Row, papers: Mapping[str, str], form: CompletionForm) -> dict[str, str]:
    """Return the papers of the act: what it needs besides, the kind of a document that its number tells, and the reason of a correction."""
    number = papers.get("party_id_number", "")
    kind = {"party_id_kind": IDENTITY_CARD} if number and not row.fact.id_kind and citizen("".join(number.split()).upper()) else {}
    why = {} if row.is_new else {"reason": form.cleaned_data["why"]}
    return {**row.beside, **papers, **kind, **why}
