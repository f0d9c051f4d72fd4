"""What the words of a listing or post say between the lines: code words, claims, what takes their edge off, and where each stands in the raw text."""

from mingjian.core.wording.spans import evidence, place_of, quoted
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
    "place_of",
    "quoted",
    "title_of",
]
