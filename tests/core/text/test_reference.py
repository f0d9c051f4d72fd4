"""The kernels find what a slow reading of the same rules in plain Python finds: nothing less, nothing more, for any terms and texts."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjian.core.text import script_tables
from mingjian.core.text.characters import EXPANDED, SIGN, SYLLABLE, characters
from mingjian.core.text.disguise import Disguise
from mingjian.core.text.disguise_check import WIDEST_GAP
from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.patterns import Patterns, Term, patterns_of

TABLES = characters()
COMMON = {tuple(int(TABLES.fold[ord(one)]) for one in word) for word in script_tables.common_words()}
SOUND, SIGNED = int(Disguise.SOUND), int(Disguise.SIGN)


class Code(NamedTuple):
    code: int
    at: int


class Pattern(NamedTuple):
    codes: list[int]
    raws: list[int]
    marks: list[int]
    text: str
    term: int
    why: int


def folded(text: str, *, spoken: bool = False) -> list[Code]:
    table, found = TABLES.spoken if spoken else TABLES.fold, []
    for at, one in enumerate(text):
        code = int(table[ord(one)])
        several = TABLES.expansions[code - EXPANDED].tolist() if EXPANDED <= code < SYLLABLE else [code]
        found += [Code(part, at) for part in several if part not in (0, SIGN)]
    return found


def unpacked(made: Patterns) -> list[Pattern]:
    spans = [slice(begin, end) for begin, end in pairwise(made.starts.tolist())]
    texts = [bytes(made.written[begin:end]).decode() for begin, end in pairwise(made.places.tolist())]
    parts = [(made.codes[span].tolist(), made.raws[span].tolist(), made.marks[span].tolist()) for span in spans]
    return [Pattern(*part, text, int(term), int(why)) for part, text, term, why in zip(parts, texts, made.terms, made.why, strict=True)]


def gap(text: str, need: int) -> int | None:
    if len(text.encode()) > WIDEST_GAP:
        return None
    why, has_mark = 0, not need
    for one in text:
        if need and TABLES.mark[ord(one)] == need:
            has_mark = True
            why |= int(Disguise.FULL_WIDTH) if ord(one) >= 0xFF00 else 0
        else:
            why |= int(TABLES.why[ord(one)])
    return why if has_mark else None


def of_character(point: int, code: int, own: int, own_code: int) -> int:
    if point == own:
        return 0
    if TABLES.fold[point] == SIGN:
        return SIGNED
    if code != own_code:
        return int(TABLES.why[point]) | SOUND
    return int(TABLES.why[point]) | (int(Disguise.LOOK_ALIKE) if TABLES.light[point] != TABLES.light[own] else 0)


def disguise(text: str, span: list[Code], pattern: Pattern) -> int | None:
    if text[span[0].at : span[-1].at + 1] == pattern.text:
        return 0
    why = 0
    for k, (code, at) in enumerate(span):
        why |= of_character(ord(text[at]), code, pattern.raws[k], pattern.codes[k])
        between = text[at + 1 : span[k + 1].at] if k + 1 < len(span) else ""
        if k + 1 < len(span) and (pattern.marks[k] or between):
            found = gap(between, pattern.marks[k])
            if found is None:
                return None
            why |= found
    return why


def is_chance(codes: list[int], i: int, pattern: Pattern) -> bool:
    last = i + len(pattern.codes) - 1
    if tuple(codes[i : last + 1]) in COMMON:
        return True
    if codes[i] != pattern.codes[0] and i and (codes[i - 1], codes[i]) in COMMON:
        return True
    return codes[last] != pattern.codes[-1] and tuple(codes[last : last + 2]) in COMMON


def sound(code: int) -> int:
    return int(TABLES.syllable[code])


def slowly(text: str, patterns: list[Pattern], need: int) -> Iterator[tuple[int, int, int, int]]:
    """Return term, begin, end, disguise; `need` as in `judging.judge`."""
    stream = folded(text, spoken=need == SIGNED)
    codes = [one.code for one in stream]
    for pattern in patterns:
        size = len(pattern.codes)
        if need and (pattern.why or all(sound(code) < SYLLABLE for code in pattern.codes)):
            continue
        for i in range(len(codes) - size + 1):
            own = codes[i : i + size]
            changed = sum(a != b for a, b in zip(own, pattern.codes, strict=True))
            if changed if not need else [sound(code) for code in own] != [sound(code) for code in pattern.codes]:
                continue
            why = disguise(text, stream[i : i + size], pattern)
            if why is None or (need and (not why & need or changed == size)) or (why & SOUND and is_chance(codes, i, pattern)):
                continue
            yield pattern.term, stream[i].at, stream[i + size - 1].at + 1, why | pattern.why


def expected(text: str, terms: list[Term]) -> list[tuple[str, int, int, int]]:
    patterns = unpacked(patterns_of(terms, TABLES)[0])
    has_sign = any(TABLES.fold[ord(one)] == SIGN for one in text)
    found = [one for need in ([0, SOUND, SIGNED] if has_sign else [0, SOUND]) for one in slowly(text, patterns, need)]
    return sorted((terms[term].text, begin, end, why) for term, begin, end, why in found)


def told(text: str, terms: list[Term]) -> list[tuple[str, int, int, int]]:
    rows = Lexicon(terms).find(pa.array(["", text, "高仿"])).to_pylist()
    return sorted((one["term"], one["start"], one["end"], one["disguise"]) for one in rows if one["row"] == 1)


WRITTEN = "高仿防微信威葳新心飞机非鸡刷单群君羊Aa1lo0Niｎ①:：."
PLAIN = st.builds("".join, st.tuples(st.text(WRITTEN[:-3], min_size=2, max_size=2), st.text(WRITTEN, max_size=3)))
WORDS = st.lists(st.builds(Term, PLAIN, variants=st.tuples(st.text(WRITTEN, min_size=2, max_size=3))), min_size=1, max_size=6)
TEXTS = st.lists(st.sampled_from([*WRITTEN, *"飛機·， \u200b✈🧀㎏㍿é体體很加护栏\n", "·" * 21, "高仿", "微信", "飞机"]), max_size=24).map("".join)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(WORDS, TEXTS)
def test_the_kernels_agree_with_the_slow_reading(terms: list[Term], text: str) -> None:
    assert told(text, terms) == expected(text, terms)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["葳信与飞鸡，高·仿", "坐✈走➕微信", "飛·機㎏①", "高，仿 很高仿佛 威信 心机非机", "A货a貨"])
def test_they_agree_on_what_is_known_to_be_hard(text: str) -> None:
    terms = [Term(one) for one in ("高仿", "微信", "加微信", "飞机", "A货", "仿佛", "kg", "非机")]
    assert told(text, terms) == expected(text, terms) != []
