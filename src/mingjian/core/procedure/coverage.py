"""How far the rulebook covers each law: values, how many were checked against the text, how many are used."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.law import Duties
from mingjian.core.law.provisions import Liabilities
from mingjian.core.procedure.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Coverage:
    """One law: its versions and articles, its values by verification, and how many of its articles and values a sheet or duty rests on."""

    law: str
    title: Text
    versions: int
    articles: int
    articles_used: int
    values: int
    values_used: int
    verified: int
    secondary: int
    unverified: int


@dataclass(frozen=True, slots=True)
class Unused:
    """A value that nothing rests on, with the word why (`vocabularies/unused_figures.yaml`); none where it is still owed."""

    ref: str
    title: Text
    why: Text | None


def unused(book: Rulebook, duties: Duties, acts: Liabilities) -> list[Unused]:
    """Return every value that no sheet, duty, fine of an act or paper uses, in the order of the laws."""
    used, words = set(_used(book, duties, acts)), book.vocabularies.get("unused_figures", {})
    values = {value.ref: value for value in book.statutes.values()}
    return [Unused(ref, value.title, words.get(ref)) for ref, value in values.items() if ref not in used]


def coverage(book: Rulebook, duties: Duties, acts: Liabilities | None = None) -> list[Coverage]:
    """
    Count each law of a rulebook, sorted by its id; with acts, what their fines rest on counts as used too.

    An article or value counts once, however many versions hold it; it is verified only if every version's was read in the text.
    """
    used = set(_used(book, duties, acts))
    return [_of(book, law, used) for law in book.statutes.laws()]


def _of(book: Rulebook, law: str, used: set[str]) -> Coverage:
    versions = book.statutes.versions(law)
    articles = {article.ground for version in versions for article in version.articles.values()}
    marks: dict[str, set[str]] = {}
    for version in versions:
        for article in version.articles.values():
            for value in article.values.values():
                marks.setdefault(value.ref, set()).add(value.verification)
    worst = Counter("UNVERIFIED" if "UNVERIFIED" in found else "secondary" if "secondary" in found else "text" for found in marks.values())
    grounds_used = {ref.partition("#")[0] for ref in used}
    return Coverage(
        law,
        versions[-1].title,
        len(versions),
        len(articles),
        len(articles & grounds_used),
        len(marks),
        len(marks.keys() & used),
        worst["text"],
        worst["secondary"],
        worst["UNVERIFIED"],
    )


def _used(book: Rulebook, duties: Duties, acts: Liabilities | None = None) -> Iterator[str]:
    """Return every ground and ref that a sheet, a duty, a paper or a fine names, and every value that caps another."""
    for sheet in book.all_sheets():
        for step in sheet.steps.values():
            yield from (*step.ground, *(paper.line for paper in step.needs))
        for deadline in sheet.deadlines.values():
            yield from (deadline.period, deadline.extension or "", deadline.left_out_at_most or "")
    yield from (paper.line for paper in book.papers.values())
    for act in acts.all.values() if acts else ():
        for provision in act.provisions:
            yield from (provision.ground, provision.authority_ground, *(fine.value for fine in provision.fines))
    for duty in duties.all:
        yield from (*duty.grounds, *duty.periods, *duty.fines, *duty.follows)
    yield from (value.exclusion_cap for value in book.statutes.values())
