"""
All of a rulebook that no text supports: every mark UNVERIFIED, and every text that says so in words.

Such a thing is shown and decides nothing. Here it stands in one list, so that a jurist sees what is still to be read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mingjian.core.language import Text
from mingjian.core.law.citations import cite
from mingjian.core.law.crimes import Crime, Regime
from mingjian.core.law.discretion import Discretion
from mingjian.core.law.duties import Duties
from mingjian.core.law.statutes import Law, Statutes
from mingjian.core.procedure.rulebook import Book

UNVERIFIED = "UNVERIFIED"
_IN_WORDS = ("未核实", "未经核对", UNVERIFIED)
#: What may be in doubt, in the order of the list.
KINDS: Mapping[str, Text] = {
    "instrument": Text("法规（整件）", "Instrument as a whole"),
    "amendment": Text("修改、重新制定的文号", "The order that amended it"),
    "article": Text("条文要旨", "Gist of an article"),
    "value": Text("数值", "Figure"),
    "regime": Text("追诉标准（整组）", "Lines of a crime as a whole"),
    "line": Text("追诉标准", "Line of a crime"),
    "authority": Text("主管部门", "Competent authority"),
    "orders": Text("罚款以外的处理", "Orders beside the fine"),
    "circumstance": Text("裁量情节", "Circumstance of discretion"),
    "duty": Text("义务", "Duty"),
    "scale": Text("裁量幅度", "Scale of discretion"),
    "calendar": Text("放假安排（通知公布以前）", "Holidays, before the notice"),
    "agreement": Text("协议", "Agreement"),
    "words": Text("程序、材料、标准中写明未核实的", "Said in words in sheets, papers and lines"),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that no text supports: of which kind, what it is, the article where it is one (`law/number`, or empty), and from which day it stands."""

    kind: str
    what: Text
    ground: str = ""
    since: date | None = None


class Dated(Protocol):
    """An agreement between authorities, as far as the list tells of it."""

    @property
    def title(self) -> Text:
        """Return what it is called."""

    @property
    def in_force(self) -> date:
        """Return the day from which it stands."""

    @property
    def verification(self) -> str:
        """Return how far it was checked."""


def doubts(book: Book, duties: Duties, known: Discretion, agreements: Iterable[Dated] = ()) -> list[Doubt]:
    """Return all that is in doubt, by kind, each once."""
    found = [
        *_of_laws(book.statutes),
        *_of_crimes(book.crimes.all.values()),
        *_of_acts(book),
        *(Doubt("circumstance", one.label, one.ground) for one in known.circumstances.values() if one.verification == UNVERIFIED),
        *(Doubt("duty", duty.what, duty.grounds[0] if duty.grounds else "") for duty in duties.all if duty.verification == UNVERIFIED),
        *(Doubt("scale", one.title) for one in known.scales if one.verification == UNVERIFIED),
        *(Doubt("calendar", Text(f"{year.year}年", str(year.year))) for year in book.rulebook.calendar.years if year.is_provisional),
        *(Doubt("agreement", one.title, "", one.in_force) for one in agreements if one.verification == UNVERIFIED),
        *(Doubt("words", text) for text in dict.fromkeys(_in_words(book))),
    ]
    order = list(KINDS)
    return sorted(found, key=lambda one: order.index(one.kind))


def _of_laws(statutes: Statutes) -> Iterator[Doubt]:
    for law in (version for name in statutes.laws() for version in statutes.versions(name)):
        if law.verification == UNVERIFIED:
            yield Doubt("instrument", law.title, "", law.in_force)
        if law.amendment and law.amendment.verification == UNVERIFIED:
            yield Doubt("amendment", _of(law, law.amendment.order), "", law.in_force)
        for article in law.articles.values():
            if article.verification == UNVERIFIED:
                yield Doubt("article", _of(law, article.gist), article.ground, law.in_force)
            for value in article.values.values():
                if value.verification == UNVERIFIED:
                    yield Doubt("value", _of(law, value.title), article.ground, law.in_force)


def _of(law: Law, text: Text) -> Text:
    return Text(f"《{law.title.zh}》：{text.zh}", f"{law.title.en}: {text.en}")


def _of_crimes(crimes: Iterable[Crime]) -> Iterator[Doubt]:
    for crime, regime in ((one, regime) for one in crimes for regime in one.regimes):
        if regime.verification == UNVERIFIED:
            yield Doubt("regime", _titled(crime, regime), "", regime.in_force)
        for tier in regime.tiers:
            for test in tier.tests:
                if test.verification == UNVERIFIED:
                    line = f"{tier.title.zh}（{test.measure} {test.line or ''}）", f"{tier.title.en} ({test.measure} {test.line or ''})"
                    yield Doubt("line", Text(f"{crime.title.zh}：{line[0]}", f"{crime.title.en}: {line[1]}"), "", test.in_force or regime.in_force)


def _titled(crime: Crime, regime: Regime) -> Text:
    scope = regime.scope
    return Text(f"{crime.title.zh}：{scope.zh}", f"{crime.title.en}: {scope.en}") if scope else crime.title


def _of_acts(book: Book) -> Iterator[Doubt]:
    for act in book.liabilities.all.values():
        for one in act.provisions:
            law, _, number = one.ground.partition("/")
            said = cite(one.ground, max(version.in_force for version in book.statutes.versions(law) if number in version.articles), book.statutes)
            what = Text(f"{act.title.zh}（{said.zh}）", f"{act.title.en} ({said.en})")
            if one.authority_verification == UNVERIFIED:
                yield Doubt("authority", what, one.ground, one.since)
            if one.orders and one.orders_verification == UNVERIFIED:
                yield Doubt("orders", what, one.ground, one.since)
            for rung in one.discretion:
                if rung.verification == UNVERIFIED:
                    yield Doubt("circumstance", Text(f"{what.zh}：{rung.when.zh}", f"{what.en}: {rung.when.en}"), one.ground, one.since)


def _in_words(book: Book) -> Iterator[Text]:
    """Yield each text of sheets, papers, acts and crimes that says itself that nobody read it."""
    texts = (
        *(text for sheet in book.rulebook.all_sheets() for step in sheet.steps.values() for text in (step.label, step.hint)),
        *(text for sheet in book.rulebook.all_sheets() for spec in sheet.deadlines.values() for text in (spec.label, spec.missed_text)),
        *(one.what for sheet in book.rulebook.all_sheets() for one in sheet.corrected),
        *(text for paper in book.rulebook.papers.values() for text in (paper.label, paper.hint)),
        *(text for act in book.rulebook.acts.values() for text in (act.label, act.hint)),
        *(text for crime in book.crimes.all.values() for text in crime.notes),
        *(regime.note for crime in book.crimes.all.values() for regime in crime.regimes),
        *(test.note for crime in book.crimes.all.values() for regime in crime.regimes for tier in regime.tiers for test in tier.tests),
    )
    yield from (text for text in texts if text and any(word in text.zh or word in text.en for word in _IN_WORDS))
