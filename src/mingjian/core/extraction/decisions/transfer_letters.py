"""From whom a case came to the authority that decided, or to whom it went, with the number of the letter."""

import re
from dataclasses import dataclass

from mingjian.core.extraction.decisions.authorities import authorities
from mingjian.core.extraction.decisions.compact import Compact

#: What was passed on: a crime to the police, a case that the police gave back, a case or a clue between authorities.
CRIME, BACK, CASE, CLUE = "crime", "back", "case", "clue"
_PASSED = re.compile(r"移送|移交|转(?:来|办|交)|交办")
_LETTER = re.compile(r"(?P<letter>[一-龥]{2,16}?[移转交][一-龥]{0,4}[〔\[(【](?:19|20)\d{2}[〕\])】](?:第)?[\d\-]{1,18}号)")
_COMES = re.compile(r"(?:接到?|收到|经|由|据|根据)$")
_GOES = re.compile(r"(?:(?:移送|移交)(?:至|给|到|了)?|(?:将|向)[^。;\n]{0,40})$")
_JUDICIAL = re.compile(r"公安|检察|法院|司法")
_SENTENCE = re.compile(r"[^。;\n]{1,2000}")
_TELLING = re.compile(r"移送|移交|转来|转办|转交|交办")
_OF_LAW = re.compile(r"应当|可以|依法移送司法|涉嫌犯罪的|构成犯罪的|行政执法机关移送涉嫌犯罪案件的规定")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: from whom, to whom (empty: not told), of what kind, the number of the letter, how sure, and where its sentence stands."""

    origin: str
    target: str
    kind: str
    letter_no: str
    confidence: float
    start: int
    end: int


def find_transfer(written: Compact, authority: str) -> Transfer | None:
    """Return the first transfer that the facts tell of; what the law says of transfers is none."""
    for match in _SENTENCE.finditer(written.text):
        sentence = match[0]
        if not _TELLING.search(sentence) or _OF_LAW.search(sentence):
            continue
        named = [(name, start, end) for name, start, end in authorities(sentence, with_police=True)]
        origin, target = _ends(sentence, named)
        letter = _LETTER.search(sentence)
        if not (origin or target):
            continue
        origin, target = origin or (authority if target != authority else ""), target or (authority if origin != authority else "")
        kind = CRIME if _JUDICIAL.search(target) else BACK if _JUDICIAL.search(origin) else CLUE if "线索" in sentence else CASE
        number = written.raw(match.start() + letter.start(), match.start() + letter.end()) if letter else ""
        return Transfer(origin, target, kind, _bracketed(number), 0.9 if letter else 0.75, *written.span(*match.span()))
    return None


def _ends(sentence: str, named: list[tuple[str, int, int]]) -> tuple[str, str]:
    """Return who passed a case on and to whom, by what stands beside their names."""
    origin = target = ""
    for name, start, end in named:
        left, right = sentence[max(0, start - 12) : start], sentence[end : end + 20]
        if re.search(r"(?:移送|移交|转交|交办)(?:至|给|到|了|往)?$", left) or (re.search(r"向$", left) and _PASSED.search(right)):
            target = target or name
        elif (_PASSED.search(right) and not re.match(r"[^,]{0,16}(?:收到|接到)", right)) or (_COMES.search(left) and _PASSED.search(sentence[end:])):
            origin = origin or name
    return origin, target


def _bracketed(number: str) -> str:
    return re.sub(r"[\[(（【]((?:19|20)\d{2})[\])）】]", r"〔\1〕", re.sub(r"^.*?[(（](?=[^)）]*移)", "", number)) if number else ""
