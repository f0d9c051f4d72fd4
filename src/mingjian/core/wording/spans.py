"""Spans as evidence, and words quoted with how they were disguised, so that an officer can check what was found."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mingjian.core.exhibits.spans import Mark, Spans
from mingjian.core.language import Text
from mingjian.core.redaction import masked, plain, shown
from mingjian.core.text.disguise import described, keys
from mingjian.core.text.picture_words import picture_of
from mingjian.core.wording.texts import Mention
from mingjian.core.wording.vocabulary import title_of

QUOTED = 6  # words in a reason; the evidence has all
_SHOWN = 2000  # characters of a field that the evidence keeps


def evidence(mentions: Sequence[Mention], fields: Mapping[str, str], *, is_public: bool = False, **more: Any) -> str:
    """
    Return the mentions as JSON: `spans` are [start, end, term, category, disguise] in characters of the raw `field`; those of other fields stand under `more`.

    `texts` keeps the beginning of each field that a span lies in, accounts masked, so that the finding can be read when the listing is gone.
    Where what was found `is_public`, such as the code of a product, it stays unmasked there: it is what is to be compared.
    """
    by_field: dict[str, list[Mark]] = {}
    for one in sorted(mentions, key=lambda one: (one.field, one.start, one.end)):
        by_field.setdefault(one.field, []).append(Mark(one.start, one.end, one.term, one.category, keys(one.disguise)))
    marks = {name: tuple(by_field[name]) for name in fields if name in by_field}
    texts = {name: _kept(fields[name][:_SHOWN], some if is_public else ()) for name, some in marks.items()}
    return json.dumps({**Spans(texts, marks).to_json(), **more}, ensure_ascii=False)


def _kept(text: str, public: Sequence[Mark]) -> str:
    """Mask a text sign by sign, but for the spans that are public."""
    whole = plain(text)
    told = masked(whole)
    for start, end, *_ in public:
        told = told[:start] + whole[start:end] + told[end:]
    return told


def quoted(mentions: Sequence[Mention]) -> Text:
    """Quote words as they are written, each with what it stands for and how it is disguised."""
    zh, en = [], []
    for one in mentions[:QUOTED]:
        written, ways = masked(shown(one.written)), described(one.disguise)
        stands = written == one.term
        title = title_of(one.category)
        where_zh, where_en = place_of(one.field)
        zh.append(f"“{written}”（{title.zh}{'' if stands else f'，即“{one.term}”，{ways.zh}'}{where_zh}）")
        en.append(f"“{written}” ({title.en.lower()}{'' if stands else f', for “{one.term}”, {ways.en}'}{where_en})")
    rest = len(mentions) - QUOTED
    return Text("、".join(zh) + (f" 等 {len(mentions)} 处" if rest > 0 else ""), ", ".join(en) + (f" and {rest} more" if rest > 0 else ""))


def place_of(field: str) -> tuple[str, str]:
    """Return in which picture a word stands, in Chinese and English; nothing of what stands in the text itself."""
    name = shown(picture_of(field))
    return (f"，图片“{name}”中的文字", f", in the picture “{name}”") if name else ("", "")
