"""What the words of a listing or post say between the lines: code words, claims, what takes their edge off, and where each stands in the raw text."""

from mingjian.core.wording.saying import evidence, masked, masked_name, party, place_of, quoted, shown
from mingjian.core.wording.texts import Mention, Reading, Texts
from mingjian.core.wording.vocabulary import Claims, Counter, claims, counter, lexicon, title_of

__all__ = [
    "Claims",
    "Counter",
    "Mention",
    "Reading",
    "Texts",
    "claims",
    "counter",
    "evidence",
    "lexicon",
    "masked",
    "masked_name",
    "party",
    "place_of",
    "quoted",
    "shown",
    "title_of",
]
