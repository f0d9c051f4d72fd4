"""What a page shows of the pictures of a kit or a dossier: lines (shut ones of kits masked, of dossiers none), those that are looked for, and proposals."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mingjian.core.extraction.lines import plain_text
from mingjian.core.extraction.proposals import KINDS, Proposal
from mingjian.core.language import Text
from mingjian.core.redaction import masked
from mingjian.core.screening.personal_words import Words, shown_words
from mingjian.institutions.pictures.models import Acceptance
from mingjian.institutions.pictures.queries import Pictured

#: What masks leave alone: a word of copies and a promise name nobody.
_PUBLIC = frozenset(("brand", "copy", "promise", "paid", "price"))
#: Fields of a licence that a party of a matter has a place for; the others are there to be compared.
_OF_PARTY = ("licence.name", "licence.uscc", "licence.head", "licence.address")


def is_for_matter(kind: str) -> bool:
    """Return whether a matter has a place for a kind of proposal."""
    return not kind.startswith("licence.") or kind in _OF_PARTY


@dataclass(frozen=True)
class ShownLine:
    """One line: its number, its text as the officer may see it, its box, and whether it is one that is looked for."""

    nth: int
    text: str
    box: tuple[int, int, int, int]
    is_found: bool


@dataclass(frozen=True)
class ShownProposal:
    """One proposal: its place among those of the picture, what it is, its value as the officer may see it, and into what it was accepted."""

    nth: int
    proposal: Proposal
    label: Text
    value: str
    boxes: tuple[tuple[int, int, int, int], ...]
    into: str = ""


@dataclass(frozen=True)
class ShownPicture:
    """A picture with what is to be shown of it."""

    picture: Pictured
    lines: list[ShownLine]
    proposals: list[ShownProposal]

    @property
    def found(self) -> list[ShownLine]:
        """Return the lines that are looked for."""
        return [line for line in self.lines if line.is_found]

    @property
    def is_licence(self) -> bool:
        """Return whether its proposals are the fields of a licence."""
        return any(one.proposal.kind.startswith("licence.") for one in self.proposals)


def shown_pictures(pictures: Iterable[Pictured], question: str, accepted: Collection[Acceptance]) -> list[ShownPicture]:
    """Return the pictures; with a question those in which it stands. Whoever sees a line masked finds it by what they see of it alone."""
    asked = plain_text(question).lower()
    told = [_shown(one, asked, accepted) for one in pictures]
    return [one for one in told if one.found] if asked else told


def _shown(picture: Pictured, asked: str, accepted: Collection[Acceptance]) -> ShownPicture:
    reading = picture.reading
    if reading is None or not picture.sees_words:
        return ShownPicture(picture, [], [])
    texts = [text for text, _ in reading.lines]
    texts = texts if picture.is_open else shown_words([Words(text, box) for text, box in reading.lines])
    boxes = [box for _, box in reading.lines]
    lines = [ShownLine(nth, text, boxes[nth], bool(asked) and asked in plain_text(text).lower()) for nth, text in enumerate(texts)]
    into = {(one.kind, one.value): one.into for one in accepted if one.sha256 == picture.sha256}
    proposals = [
        ShownProposal(
            nth,
            one,
            KINDS[one.kind],
            one.value if picture.is_open or one.kind in _PUBLIC else masked(one.value),
            tuple(boxes[line] for line in one.lines if line < len(boxes)),
            into.get((one.kind, one.value), ""),
        )
        for nth, one in enumerate(reading.proposals)
    ]
    return ShownPicture(picture, lines, proposals)
