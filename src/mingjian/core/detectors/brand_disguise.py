"""
Listings and shops that write a registered mark in an altered way: look-alike or same-sounding characters, signs put in between, letters changed.

The unchanged mark is no finding: whoever sells the goods may name them. Which mark, how altered, how close by sight and sound, and in which class, is told.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.detectors import FINDINGS, Detector, Setting, finding, findings
from mingjian.core.detectors.common.coincidence import MEANT, STEPS, LawfulUses, Use, is_chance, step_in, step_of
from mingjian.core.detectors.common.marks import MARKS, Mark, companies_of, marks_of, own_of
from mingjian.core.engines import Engine, Relation
from mingjian.core.exhibits.spans import Mark as Marked
from mingjian.core.exhibits.spans import Spans
from mingjian.core.language import Text
from mingjian.core.matching import beside, goods
from mingjian.core.matching.characters import folded, is_han
from mingjian.core.matching.marks import Closeness, compare
from mingjian.core.matching.substitution import OneReplaced
from mingjian.core.matching.variants import near_writings
from mingjian.core.redaction import masked, shown
from mingjian.core.text.disguise import Disguise, described
from mingjian.core.text.lexicon import Lexicon
from mingjian.core.text.patterns import Term
from mingjian.core.text.script_tables import common_words

_FITS = Text("文字说明是适用或配套商品", "the words say that the goods only fit the mark")
_USED = Text("文字称为二手", "the words say second-hand")
_NAMED = Text("同处也原样写出该商标", "the mark stands there unchanged as well")

DETECTOR = Detector(
    key="brand_disguise",
    title=Text("商标变形", "Altered marks"),
    summary=Text(
        "标题或店名以谐音、近音、形近、换一字、插字、改拼写等方式变形使用已登记商标的商品和网店。",
        "Listings and shops that write a registered mark altered: by sound, by look, with one character replaced, with signs put in between, or misspelt.",
    ),
    reads=("right", "listing", "operator"),
    version="4",
    rests_on_brands=True,
    ground=("trademark_law/57", "aucl/7"),
    asks_authority=True,
    innocent=(
        Text("自有的注册商标或字号", "a registered mark or trade name of one's own"),
        Text("普通词语、地名或人名巧合", "an ordinary word, a place or a person's name by chance"),
        Text("输入错误", "a slip of typing"),
        Text("权利人自己或获授权的经销商", "the holder itself, or an authorised dealer"),
    ),
    settles=(
        Text("权利人答复：该店、该批商品是否经其授权", "the right holder's answer: whether shop and goods are authorised"),
        Text("商标登记簿中该变形是否另有登记人", "the register: whether the altered mark is registered by somebody else"),
        Text("进货凭证，或者抽样鉴定", "purchase records, or a sample that is identified"),
    ),
    blind=Text(
        "只认得权利数据里的商标；原样写出的商标不报；两个字同时换字、只含义相近的不报；两字商标和毫不相像的换字，只在同类商品、且像品牌那样写出时才报；"
        "看不到图片；标题只读前五百字；已登记的近似商标视为自有。",
        "It knows only the marks among the records of rights; it leaves out the unchanged mark, marks with two characters changed by look, "
        "and those alike in meaning only; marks of two characters, and a character wholly unlike, count only on goods of the same class and where a brand "
        "stands; it sees no pictures, reads 500 characters of a title, and takes a near mark that is itself registered for its holder's own.",
    ),
    settings={
        "least": Setting(0.6, Text("报告的最低分", "The lowest score that is told"), 0, 1),
        "marks": Setting(
            50_000,
            Text(
                "超过此数的商标只查谐音与伪装，不查形近和换字",
                "Above so many marks only sound and disguise are looked for, not look-alikes and replaced characters",
            ),
            1,
            1_000_000,
        ),
    },
)

#: Ways of writing that alter a mark; width, case and traditional forms do not.
ALTERING = Disguise.LOOK_ALIKE | Disguise.ENCLOSED | Disguise.SEPARATED | Disguise.HIDDEN | Disguise.SIGN | Disguise.SPLIT | Disguise.SOUND | Disguise.VARIANT
CLASS_WEIGHT: Mapping[float | None, float] = {goods.SAME: 1.0, goods.NEAR: 0.85, None: 0.8, goods.FAR: 0.5}
_AGAINST, _SHORT_SOUND, _REPLACED = 0.6, 0.75, 0.9
_HIDES_NOTHING = 0.8  # once more, where the mark stands there unchanged and a slip of typing would do
_SHOWN, _AROUND = 2000, 12
_PUNCTUATION = frozenset("-·_./&'’,，、|｜()（）[]【】:：!！?？+~—`\"“”")

LISTED = """
SELECT 'listing' AS kind, coalesce(platform, '') AS platform, listing_id AS id, coalesce(shop_id, '') AS shop_id, substr(title, 1, $longest) AS title,
       coalesce(category, '') AS category, CASE WHEN brand_from IS NULL THEN coalesce(brand, '') ELSE '' END AS brand
FROM listings WHERE title IS NOT NULL
"""
NAMED = """
SELECT DISTINCT 'shop' AS kind, coalesce(platform, '') AS platform, coalesce(shop_id, operator_id) AS id, coalesce(shop_id, '') AS shop_id,
       substr(shop_name, 1, $longest) AS title, '' AS category, '' AS brand
FROM operators WHERE shop_name IS NOT NULL
"""

LONGEST, MOST = 500, 50  # characters of a title that are read; mentions of one title that are judged

Hit = dict[str, Any]  # one mention: the columns of LISTED, and mark (its place among the known), start, end, disguise


def find(engine: Engine, right: Relation, listing: Relation | None, operator: Relation | None, *, least: float, marks: int) -> pa.Table:
    """
    Find altered marks in titles of listings and names of shops; one finding a listing or shop, for the mark that comes closest.

    The score is the closeness by sight, sound and meaning; less where the class is another, where two characters agree by sound alone, or where words
    speak against.
    """
    known = marks_of(engine.to_arrow(engine.sql(MARKS, rights=right)).to_pylist())
    if not known:
        return findings([])
    names = {folded(mark.name)[0] for mark in known}
    asked = LawfulUses(own_of(engine, operator, right), frozenset(names), frozenset(companies_of(engine, operator, known)))
    are_few = len(known) <= marks
    look = _Look(_lexicon(known, with_look_alikes=are_few), OneReplaced([mark.name for mark in known] if are_few else []), known, asked, least)
    places = [engine.sql(LISTED, listings=listing, longest=LONGEST)] if listing is not None else []
    places += [engine.sql(NAMED, operators=operator, longest=LONGEST)] if operator is not None else []
    return findings(_closest([row for place in places for row in engine.to_arrow(engine.map_arrow(look.kernel, place, FINDINGS)).to_pylist()]))


def _lexicon(marks: list[Mark], *, with_look_alikes: bool) -> Lexicon:
    """Make the marks ready; near writings that are ordinary words or marks themselves are left out."""
    taken = {folded(mark.name)[0] for mark in marks} | set(common_words())
    return Lexicon([Term(mark.name, str(place), _variants(mark, taken) if with_look_alikes else ()) for place, mark in enumerate(marks)])


def _variants(mark: Mark, taken: set[str]) -> tuple[str, ...]:
    return tuple(one for one in near_writings(mark.name) if one not in taken)


class _Look(NamedTuple):
    """
    Looks for all marks at once, twice: as they are disguised, and with one character replaced by any other; judges what it sees.

    Judged a batch at a time, so that a title that holds a mark many times is never laid beside each of its mentions.
    """

    lexicon: Lexicon
    replaced: OneReplaced
    known: list[Mark]
    asked: LawfulUses
    least: float

    def kernel(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            judged = (judge(hit, self.known[hit["mark"]], self.asked) for hit in self._hits(batch))
            yield from findings(_closest([one for one in judged if one and one["score"] >= self.least])).to_batches()

    def _hits(self, batch: pa.RecordBatch) -> Iterator[Hit]:
        rows: dict[int, Hit] = {}
        for row, mark, start, end, disguise in [*self._disguised(batch), *self._replaced(batch)]:
            if row not in rows:
                rows[row] = {name: batch.column(name)[row].as_py() for name in batch.schema.names}
            yield {**rows[row], "mark": mark, "start": start, "end": end, "disguise": disguise}

    def _disguised(self, batch: pa.RecordBatch) -> Iterator[tuple[int, ...]]:
        """Return the mentions whose writing is altered, letters that go on left out."""
        found = self.lexicon.find(batch.column("title").cast(pa.string()), most_in_row=MOST)
        ways = found.column("disguise").to_numpy()
        found = found.filter(pa.array(((ways & int(ALTERING)) != 0) & ~found.column("in_word").to_numpy()))
        marks = found.column("category").cast(pa.string()).cast(pa.int32())
        return zip(*(column.to_pylist() for column in (found.column("row"), marks, *map(found.column, ("start", "end", "disguise")))), strict=True)

    def _replaced(self, batch: pa.RecordBatch) -> Iterator[tuple[int, ...]]:
        """Return the places where one character is another's, save the same sound, which the first look knows."""
        found = self.replaced.find(batch.column("title").to_pylist())
        return ((one.row, one.mark, one.start, one.end, 0) for one in found if step_of(one.wanted, one.written))


def judge(hit: Mapping[str, Any], mark: Mark, asked: LawfulUses) -> dict[str, Any] | None:
    """Judge one mention: None for the holder's own shop, a mark of its own name, what differs by spaces only, and what chance writes."""
    title, written, ways = hit["title"], hit["title"][hit["start"] : hit["end"]], Disguise(hit["disguise"])
    key, read = folded(mark.name)[0], folded(written)[0]
    if any((hit["platform"], hit[name], key) in asked.own for name in ("shop_id", "id")) or _is_part_of_it(title, hit["start"], hit["end"], key):
        return None
    if read != key and read in asked.marks:
        return None
    if ways and not ways & ALTERING & ~Disguise.SEPARATED and _is_spaced(written):
        return None
    beyond = f"{title[: hit['start']]} {title[hit['end'] :]} {hit['category']}"  # 核桃 in 六仁核桃 says nothing of the goods
    close = compare(mark.name, written, mark_classes=mark.classes, text_classes=goods.classes_of(beyond))
    if is_chance(Use(title, hit["start"], hit["end"], hit["brand"]), ways, close, asked):
        return None
    against = _against(title, hit["start"], hit["end"], mark)
    return _finding(hit, mark, close, ways, against, _score(close, ways, against))


def _is_spaced(written: str) -> bool:
    """Return whether only spaces and punctuation stand between: nobody hides a mark so."""
    return all(one.isalnum() or one in _PUNCTUATION or one.isspace() for one in written)


def _is_part_of_it(title: str, start: int, end: int, mark: str) -> bool:
    """Return whether the span lies in the unchanged mark itself: 豆豆 written out, of which one 豆 was taken."""
    before, behind = title[max(0, start - _AROUND) : start], title[end : end + _AROUND]
    apart = folded(before)[0] + "\n" + folded(title[start:end])[0] + "\n" + folded(behind)[0]
    return mark not in apart and mark in folded(before + title[start:end] + behind)[0] and folded(title[start:end])[0] != mark


def _score(close: Closeness, ways: Disguise, against: tuple[Text, ...]) -> float:
    # What was split into parts or written in signs reads as the mark itself, though none of its characters stands there.
    whole = 1.0 if ways & (Disguise.SPLIT | Disguise.SIGN | Disguise.ENCLOSED) else close.score
    is_short_sound = bool(ways & Disguise.SOUND) and is_han(close.mark) and len(folded(close.mark)[0]) == 2
    step = _SHORT_SOUND if is_short_sound else 1.0 if ways else _REPLACED
    open_use = _HIDES_NOTHING if _NAMED in against and not ways & MEANT else 1.0
    return whole * CLASS_WEIGHT[close.in_class] * step * open_use * _AGAINST ** len(against)


def _against(title: str, start: int, end: int, mark: Mark) -> tuple[Text, ...]:
    """Return what in the words speaks for a lawful use."""
    around = title[max(0, start - _AROUND) : end + _AROUND]
    beyond = folded(title[:start])[0] + "\n" + folded(title[end:])[0]
    found = [(_FITS, beside.says("fits", around)), (_USED, beside.says("used_goods", title)), (_NAMED, folded(mark.name)[0] in beyond)]
    return tuple(text for text, holds in found if holds)


def _finding(hit: Mapping[str, Any], mark: Mark, close: Closeness, ways: Disguise, against: tuple[Text, ...], score: float) -> dict[str, Any]:
    reason = _reason(hit, mark, close, ways, against)
    field = "title" if hit["kind"] == "listing" else "shop_name"
    found = Marked(hit["start"], hit["end"], mark.name, "mark", _how(ways, close).en)
    evidence = {
        **Spans({field: masked(_printable(hit["title"]))}, {field: (found,)}, is_bare=True).to_json(),
        "mark": {"name": mark.name, "right_id": mark.right_id, "holder": mark.holder, "classes": sorted(mark.classes)},
        "closeness": {"visual": _round(close.visual), "phonetic": _round(close.phonetic), "semantic": _round(close.semantic), "class": close.in_class},
    }
    return finding(DETECTOR, hit["kind"], f"{hit['platform']}/{hit['id']}", round(min(1.0, score), 4), reason, evidence, (*against, *DETECTOR.innocent))


def _reason(hit: Mapping[str, Any], mark: Mark, close: Closeness, ways: Disguise, against: tuple[Text, ...]) -> Text:
    how, why = _how(ways, close), close.reason()
    classes = "、".join(map(str, sorted(mark.classes)[:8])) or "?"
    holder = shown(mark.holder) or "?"
    title = masked(shown(hit["title"]))
    zh = f"“{title}”中的{why.zh}（{how.zh}）；该商标权利人 {holder}，第 {classes} 类"
    en = f"In “{title}”: {why.en} ({how.en}); holder {holder}, class {classes}"
    if against:
        zh, en = f"{zh}；但{'，'.join(text.zh for text in against)}", f"{en}; but {', '.join(text.en for text in against)}"
    return Text(f"{zh}。", f"{en}.")


def _how(ways: Disguise, close: Closeness) -> Text:
    """Describe the way of disguise; where one character was replaced, in which step."""
    return described(int(ways)) if ways else STEPS[step_in(close) or "other"]


def _printable(text: str) -> str:
    """Return the beginning of a text as the evidence keeps it: places stay as they are, what is not printable becomes a blank."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:_SHOWN])


def _round(share: float) -> float:
    return round(share, 3)


def _closest(judged: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one finding a subject, the highest; of equals the first in words."""
    kept: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(judged, key=lambda one: (-one["score"], one["reason_zh"])):
        kept.setdefault((one["subject_kind"], one["subject"]), one)
    return list(kept.values())
