"""Articles that a decision cites, with what they are cited for: broken, or the ground of the penalty."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mingjian.core.extraction.decisions.compact import Compact
from mingjian.core.law.citations import arabic

BROKEN, GROUND, OTHER = "broken", "ground", "other"
_NUMERAL = r"[〇零一二三四五六七八九十百千两\d]+"
_LAW = re.compile(r"《(?P<title>[^《》\n]{2,60})》(?:\((?:以下|下)?简?称[:“\"《]*(?P<short>[^()”\"》]{2,20})[”\"》]*\))?")
_PART = rf"第(?P<number>{_NUMERAL})条(?:之(?P<added>[一二三四五六七八九]))?(?:第?(?P<paragraph>{_NUMERAL})款)?(?:第?[(]?(?P<item>{_NUMERAL})[)]?项)?"
_ARTICLES = re.compile(rf"{_PART}")
_NAMED = r"(?P<named>[一-龥]{0,12}(?:法|条例|办法|规定))"
_JOINT = re.compile(r"^(?:[,、和及与以]|以及|规定|的|之|“[^”]{0,200}”)*$")
_BEFORE = re.compile(r"(?P<broken>违反|不符合|构成|属于|触犯|违背)|(?P<ground>依据|根据|按照|依照|参照)")
_LOOK_BACK = 80


@dataclass(frozen=True, slots=True)
class Article:
    """One citation: the law as the text names it, article, paragraph and item (0: none), its role, how sure, and its place in the raw text."""

    law: str
    number: str
    paragraph: int
    item: int
    role: str
    confidence: float
    start: int
    end: int


def find_articles(written: Compact) -> tuple[Article, ...]:
    """Return every article that is cited by the name of its law, each once for each role, in the order of the text."""
    text, found = written.text, dict[tuple[str, str, int, int, str], Article]()
    for one in _cited(written, _shorts(text)):
        found.setdefault((one.law, one.number, one.paragraph, one.item, one.role), one)
    return tuple(found.values())


def _shorts(text: str) -> dict[str, str]:
    """Return the short names that the decision itself gives to laws."""
    return {match["short"]: _titled(match["title"]) for match in _LAW.finditer(text) if match["short"]}


def _titled(title: str) -> str:
    return re.sub(r"^中华人民共和国", "", title)


def _cited(written: Compact, shorts: dict[str, str]) -> Iterator[Article]:
    """Walk over articles: each belongs to the law named right before it, or goes on from the article before."""
    text, law, last, role = written.text, "", -1, OTHER
    for match in _ARTICLES.finditer(text):
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        named = _law_before(before, shorts)
        if named:
            law, role = named, _role(before, text[match.end() : match.end() + 30])
        elif last < 0 or match.start() - last > 240 or not _JOINT.fullmatch(text[last : match.start()]):
            law = ""
        last = match.end()
        if law:
            number = f"{arabic(match['number'])}" + (f"-{arabic(match['added'])}" if match["added"] else "")
            paragraph, item = (arabic(match[name]) if match[name] else 0 for name in ("paragraph", "item"))
            yield Article(law, number, paragraph, item, role, 0.95 if role != OTHER else 0.8, *written.span(*match.span()))


def _law_before(before: str, shorts: dict[str, str]) -> str:
    """Return the law named right before an article: in its marks, or by a short name that the decision gave."""
    found = list(_LAW.finditer(before))[-1:]
    if found and found[0].end() == len(before):
        return shorts.get(found[0]["title"], _titled(found[0]["title"]))
    for short, title in shorts.items():
        if before.endswith(short):
            return title
    named = re.search(_NAMED + "$", before)
    return _bare(named["named"]) if named and len(_bare(named["named"])) > 2 else ""


def _bare(named: str) -> str:
    """Cut what stands before the name of a law that has no marks: `违反商标法`."""
    return re.sub(r"^.*(?:违反|不符合|构成|属于|依据|根据|按照|依照|参照|和|及|与|中华人民共和国)", "", named)


def _role(before: str, after: str) -> str:
    """Return what an article is cited for: by the last such word before it, or by what follows (`第…条规定的情形`)."""
    told = list(_BEFORE.finditer(re.split(r"[。;\n]", before)[-1]))[-1:]
    if not told:
        return BROKEN if re.match(r"(?:的)?(?:规定的?)?(?:情形|行为|所指的?行为)", after) else OTHER
    return BROKEN if told[0]["broken"] else GROUND
