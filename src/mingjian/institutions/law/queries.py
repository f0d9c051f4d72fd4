"""Questions to the rulebook: which instruments, what an article says and carries, how a value changed, what two days have in common."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.core.law import Article, Change, Duty, Law, LawValue, Statutes, differences
from mingjian.core.law.crimes import Crime, Regime
from mingjian.core.law.provisions import Act
from mingjian.core.procedure import Sheet, Step, crimes, duties, liabilities, rulebook
from mingjian.core.procedure.competence import code_list
from mingjian.core.procedure.departments import GENERAL
from mingjian.core.procedure.dependents import ClockUse, acts_on, clocks_on, duties_on, limited_by, regimes_on, steps_on
from mingjian.institutions.law.models import Review
from mingjian.office.models import Officer

_OTHERS = Text("其他行政机关", "Other authorities")
ARTICLES = 40  # that a search names; beyond it, ask more narrowly


@dataclass(frozen=True)
class Instrument:
    """One instrument in the list: the version shown, how many there are, what it holds and how much of that is unverified."""

    law: Law
    versions: int
    governs: bool
    values: int
    doubtful: int


def instruments(question: str, kind: str, on: date | None, today: date) -> list[Instrument]:
    """Return the instruments that answer to a question (title, number, id, issuer; either language), of a kind, in force on a day (none: all)."""
    statutes, words = rulebook().statutes, folded(question).split()
    found = []
    for name in statutes.laws():
        shown = _version(statutes.versions(name), on or today)
        if (on and not shown.governs(on)) or kind not in ("", shown.kind) or not _answers(shown, words):
            continue
        values = [value for article in shown.articles.values() for value in article.values.values()]
        doubtful = sum(value.verification == "UNVERIFIED" for value in values)
        found.append(Instrument(shown, len(statutes.versions(name)), shown.governs(today), len(values), doubtful))
    return found


def _answers(law: Law, words: list[str]) -> bool:
    issuer = (law.issuer.zh, law.issuer.en) if law.issuer else ()
    text = folded(" ".join((law.law, law.title.zh, law.title.en, law.number, *issuer)))
    return all(word in text for word in words)


def folded(text: str) -> str:
    """Fold full-width characters and case, so that both ways of writing are found."""
    return unicodedata.normalize("NFKC", text).casefold()


def _version(versions: tuple[Law, ...], on: date) -> Law:
    """Return the version that governs on a day, else the newest that began before it, else the first."""
    return next((one for one in reversed(versions) if one.in_force <= on), versions[0])


def articles_about(question: str, on: date) -> list[tuple[Law, Article]]:
    """Return the articles in force on a day whose gist or values speak of every word of a question, a handful at most."""
    words = folded(question).split()
    if not words:
        return []
    found = []
    for name in rulebook().statutes.laws():
        law = _version(rulebook().statutes.versions(name), on)
        for article in law.articles.values() if law.governs(on) else ():
            titles = (text for value in article.values.values() for text in (value.title.zh, value.title.en))
            text = folded(" ".join((article.gist.zh, article.gist.en, *titles)))
            if all(word in text for word in words):
                found.append((law, article))
    return found[:ARTICLES]


@dataclass(frozen=True)
class Shown:
    """An instrument with the version to show, the day that stands for it, and whether it governs today."""

    law: Law
    versions: tuple[Law, ...]
    on: date
    governs: bool


def instrument(name: str, on: date | None, today: date) -> Shown:
    """Return an instrument as in force on a day; with no day today's version, or the last one that was. Raises as `Statutes.law` does."""
    versions = rulebook().statutes.versions(name)
    law = rulebook().statutes.law(name, on) if on else _version(versions, today)
    return Shown(law, versions, on or _day_of(law, today), law.governs(today))


def _day_of(law: Law, today: date) -> date:
    return today if law.governs(today) else law.in_force


@dataclass(frozen=True)
class Resting:
    """What rests on an article or a value on a day."""

    steps: list[tuple[Sheet, Step]]
    clocks: list[ClockUse]
    duties: list[Duty]
    acts: list[Act]
    regimes: list[tuple[Crime, Regime]]
    limits: list[LawValue]

    def __bool__(self) -> bool:
        return any((self.steps, self.clocks, self.duties, self.acts, self.regimes, self.limits))


def resting(asked: str, on: date) -> Resting:
    """Return what rests on an article (`ecl/43`) or a value (`ecl/43#right_holder_acts`) on a day; steps and lines of crimes rest on articles only."""
    book, is_value = rulebook(), "#" in asked
    clocks = clocks_on(book, asked, on)
    opening = [(clock.sheet, step) for clock in clocks for step in clock.sheet.steps.values() if _uses(step, clock.deadline.name)]
    steps = list({(sheet.procedure, step.name): (sheet, step) for sheet, step in (opening if is_value else steps_on(book, asked, on))}.values())
    return Resting(
        steps,
        clocks,
        duties_on(duties(), book.statutes, asked, on),
        acts_on(liabilities(), asked),
        [] if is_value else regimes_on(crimes(), asked),
        limited_by(book.statutes, asked, on) if is_value else [],
    )


def _uses(step: Step, deadline: str) -> bool:
    return any(deadline in names for names in (step.opens, step.restarts, step.extends, step.asks))


@dataclass(frozen=True)
class ShownArticle:
    """An article on a day, with its law, what rests on it, and the articles that it was and became in other versions."""

    law: Law
    article: Article
    on: date
    governs: bool
    others: list[tuple[Law, Article]]
    resting: Resting


def article(name: str, number: str, on: date | None, today: date) -> ShownArticle:
    """Return an article as in force on a day; with no day that of today's version, or of the last one that had it. Raises as `Statutes.article` does."""
    statutes, ground = rulebook().statutes, f"{name}/{number}"
    if on is None:
        holding = [law for law in statutes.versions(name) if number in law.articles]
        shown = _version(tuple(holding), today) if holding else _version(statutes.versions(name), today)
        on = _day_of(shown, today)
    law, found = statutes.law(name, on), statutes.article(ground, on)
    others = [(one, one.articles[as_numbered]) for one, as_numbered in _through_time(statutes, law, number) if one is not law]
    return ShownArticle(law, found, on, law.governs(today), others, resting(ground, on))


def _through_time(statutes: Statutes, law: Law, number: str) -> Iterator[tuple[Law, str]]:
    """Follow an article through the versions of its law, by the number it had in each, oldest first."""
    versions = statutes.versions(law.law)
    place = versions.index(law)
    earlier, known = [], number
    for before, after in zip(reversed(versions[:place]), reversed(versions[1 : place + 1]), strict=True):
        was = after.articles[known].formerly or known
        if was not in before.articles or _became(after, was) != known:
            break
        known = was
        earlier.append((before, known))
    yield from reversed(earlier)
    yield law, number
    known = number
    for after in versions[place + 1 :]:
        became = _became(after, known)
        if became is None:
            break
        known = became
        yield after, known


def _became(after: Law, was: str) -> str | None:
    """Return the number of an article in the next version: that which says it was it, else its own unless another took that; none where it went."""
    moved = next((number for number, found in after.articles.items() if found.formerly == was), None)
    return moved or (was if was in after.articles and not after.articles[was].formerly else None)


@dataclass(frozen=True)
class ShownValue:
    """A value on a day, with its article and law, how it stood in each version, and what rests on it."""

    law: Law
    article: Article
    value: LawValue
    on: date
    governs: bool
    history: list[tuple[Law, LawValue | None]]
    resting: Resting


def value(name: str, number: str, called: str, on: date | None, today: date) -> ShownValue:
    """Return a value as in force on a day. Raises as `Statutes.value` does."""
    statutes = rulebook().statutes
    if on is None:
        holding = [law for law in statutes.versions(name) if number in law.articles and called in law.articles[number].values]
        on = _day_of(_version(tuple(holding), today), today) if holding else article(name, number, None, today).on
    law, found = statutes.law(name, on), statutes.value(f"{name}/{number}#{called}", on)
    history = [(one, one.articles[as_numbered].values.get(called)) for one, as_numbered in _through_time(statutes, law, number)]
    return ShownValue(law, law.articles[number], found, on, law.governs(today), history, resting(found.ref, on))


@dataclass(frozen=True)
class Pair:
    """One value, or one article without values, on two days: `kind` is `same`, or as in the changes of a comparison."""

    kind: str
    title: Text
    before: LawValue | None
    after: LawValue | None

    @property
    def is_change(self) -> bool:
        """Return whether the law changed it; what the rulebook had left out is no change of law."""
        return self.kind in ("came", "went", "value")


@dataclass(frozen=True)
class Comparison:
    """A law on two days: its two versions, what changed, and every value side by side."""

    before: Law
    after: Law
    changes: list[Change]
    pairs: list[Pair]


def compared(name: str, earlier: date, later: date) -> Comparison:
    """Compare a law on two days. Raises as `differences` does."""
    statutes = rulebook().statutes
    changes = differences(statutes, name, earlier, later)
    before, after = statutes.law(name, earlier), statutes.law(name, later)
    kinds = {change.ref: change.kind for change in changes if change.kind in ("value", "came", "went", "entered", "left_out")}
    return Comparison(before, after, changes, list(_pairs(before, after, kinds)))


def _pairs(before: Law, after: Law, kinds: Mapping[str, str]) -> Iterator[Pair]:
    paired: set[str] = set()
    for number, found in after.articles.items():
        was = before.articles.get(found.formerly or number)
        paired |= {was.ground} if was else set()
        old = was.values if was else {}
        for called in {**old, **found.values}:
            one, other = old.get(called), found.values.get(called)
            title, ref = other.title if other else old[called].title, f"{found.ground}#{called}"
            told = kinds.get(ref) or (kinds.get(found.ground) if was is None else None)
            kind = ("entered" if told == "entered" else "came") if one is None else ("left_out" if told == "left_out" else "went") if other is None else told
            yield Pair(kind or "same", title, one, other)
    for gone in before.articles.values():
        if gone.ground not in paired:
            yield from (Pair("left_out" if kinds.get(gone.ground) == "left_out" else "went", one.title, one, None) for one in gone.values.values())


def procedure(name: str, on: date | None, today: date, sector: str = "") -> tuple[Sheet, date]:
    """
    Return the sheet of a procedure that governs dossiers opened on a day (none: today, else the newest), and the day by which its values are read.

    `sector`: that of a kind of department, where it has one of its own.
    """
    versions = rulebook().versions_of(name, sector)
    if on:
        return rulebook().sheet(name, on, sector), on
    sheet = next((one for one in reversed(versions) if one.in_force <= today), versions[0])
    return sheet, max(today, sheet.in_force)


def departments_of(name: str) -> list[tuple[str, Text]]:
    """Return the kinds of department that have a sheet of their own of a procedure, with their names; first the procedure's own."""
    there, known = rulebook().of_departments.get(name, {}), code_list().sectors
    found = [(sector, known[sector].label if sector in known else _OTHERS) for sector in sorted(there, key=lambda one: (one == GENERAL, one))]
    return [("", known["market"].label), *found] if found else []


def review_numbered(officer: Officer, number: str) -> Review:
    """Return a check of the rulebook by its number; whoever works here may read it. Raises `NotFound`."""
    found = Review.objects.filter(number=number).select_related("department").first()
    if found is None:
        raise NotFound(f"没有规则库核对 {number[:20]}。", f"There is no check of the rulebook {number[:20]}.")
    return found


def value_or_none(ref: str | None, on: date) -> LawValue | None:
    """Return a value, or none where the day has none."""
    statutes = rulebook().statutes
    return statutes.value(ref, on) if ref and statutes.has_value(ref, on) else None
