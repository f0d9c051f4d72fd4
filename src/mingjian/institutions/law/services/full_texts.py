"""The full texts that this node loaded, as the pages of law show them: beside a gist, whole, in search, and where they differ from the book."""

from dataclasses import dataclass
from datetime import date

from mingjian.core.language import Text
from mingjian.core.law import Law
from mingjian.core.law.full_texts import STANDINGS, Held
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.text_shelf import FullText
from mingjian.office.law_texts import shelf

MOST_FOUND = 40
_AROUND = 60  # characters on each side of a word that was found


@dataclass(frozen=True)
class ArticleShown:
    """The words of an article, with the file that they came from, and how they stand to the book."""

    words: str
    source: FullText
    held: Held

    @property
    def standing(self) -> Text:
        """Return how the words stand to the book."""
        return STANDINGS[self.held.standing]


def article_shown(version: Law, number: str) -> ArticleShown | None:
    """Return the words of an article of a version; none where its text was not loaded, or has no such article."""
    found = shelf().of(version)
    if found is None or number not in found.articles:
        return None
    return ArticleShown(found.articles[number], found, shelf().held(version, number)[0])


@dataclass(frozen=True)
class WholeText:
    """A version with its text: each article with its number and words, whether the book has it, and what of it differs from the book."""

    version: Law
    text: FullText
    articles: list[tuple[str, str, bool]]
    differing: list[Held]


def whole_text(version: Law) -> WholeText | None:
    """Return the whole text of a version; none where it was not loaded."""
    found = shelf().of(version)
    if found is None:
        return None
    articles = [(number, words, number in version.articles) for number, words in found.articles.items()]
    return WholeText(version, found, articles, [one for one in shelf().held(version) if one.differs])


def all_texts() -> list[WholeText]:
    """Return every text that was loaded."""
    return [whole for version, _text in shelf().all() if (whole := whole_text(version))]


def wanting(on: date) -> list[Law]:
    """Return the versions in force on a day whose text was not loaded."""
    statutes = rulebook().statutes
    return [one for law in statutes.laws() for one in statutes.versions(law) if one.governs(on) and shelf().of(one) is None]


@dataclass(frozen=True)
class TextFound:
    """An article in whose text every word of a question stands, with the words around the first."""

    version: Law
    number: str
    around: str
    is_held: bool


def texts_about(words: list[str], on: date) -> list[TextFound]:
    """Return the articles in force on a day whose loaded text has every word of a question, a handful at most; words are folded (`queries.folded`)."""
    found: list[TextFound] = []
    for version, text in shelf().all() if words else ():
        if not version.governs(on):
            continue
        for number, said in text.articles.items():
            plain = " ".join(said.casefold().split())
            if all(word in plain for word in words):
                place = plain.index(words[0])
                around = f"{'…' if place > _AROUND else ''}{plain[max(0, place - _AROUND) : place + _AROUND]}…"
                found.append(TextFound(version, number, around, number in version.articles))
                if len(found) == MOST_FOUND:
                    return found
    return found
