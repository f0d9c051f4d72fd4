"""
Goods that were recalled or found dangerous, offered again: found by bar code, by brand and model, or by brand and name, in listings seen since the recall.

The brand and model alone cover batches that were never recalled; where a listing shows another batch, the score falls and it is said.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from mingjian.core.detectors import FINDINGS, Detector, Judged, Setting, findings, row_of
from mingjian.core.engines import Engine, Kernel, Relation
from mingjian.core.language import Text
from mingjian.core.redaction import shown
from mingjian.core.wording import Mention, Texts, evidence

DETECTOR = Detector(
    key="recalled_goods",
    title=Text("召回产品仍在售", "Recalled goods still offered"),
    summary=Text(
        "与召回公告中的条码、品牌型号或品牌品名相符、公告之后仍在展示的商品。",
        "Listings seen since a recall that agree with its bar code, brand and model, or brand and name.",
    ),
    reads=("listing", "recall"),
    version="3",
    rests_on_brands=True,
    ground=("ecl/38", "ecl/29", "product_quality_law/49", "consumer_law/56"),
    innocent=(
        Text("所售为未召回的批次，或召回后已改进", "a batch that was not recalled, or goods mended since"),
        Text("售卖的是该型号的配件、贴膜、说明书", "a spare part, a film or a manual for that model"),
        Text("公告中的型号与他人型号相同", "another's model of the same name"),
    ),
    settles=(
        Text("批号、生产日期是否在召回范围", "whether batch and day of making lie within the recall"),
        Text("召回人关于该店存货是否已更换、销毁的说明", "what the recalling firm says of this shop's stock"),
    ),
    blind=Text(
        "只认公告里写明的条码、型号、品名；看不到图片里的批号；换名、换标再售的认不出；未给出采集时间的商品无法判断先后。",
        "It knows only bar codes, models and names that a recall gives, sees no batch in a picture, does not know goods sold under a new name or mark, "
        "and cannot tell before from after where a listing has no time.",
    ),
    settings={"least": Setting(0.4, Text("报告的最低分", "The lowest score that is told"), 0, 1)},
)

LONGEST = 20_000  # characters of a field that are searched
OF_CODE, OF_MODEL, OF_NAME, OF_BATCH = 0.9, 0.7, 0.4, 0.15
_BEIJING = timedelta(hours=8)
_ONE = re.compile(r"[A-Za-z0-9]+")
_LISTED = re.compile(r"[;；,，、|\n]+")
_JOINS = frozenset("-./_ ")
_MOST_PARTS, _LEAST_MODEL = 4, 3
_CODE_LENGTHS = frozenset((8, 12, 13, 14))  # digits of a bar code: other numbers are none, even where zeros before them would make one
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_PARTS = re.compile("配件|适用|适配|兼容|通用|保护膜|贴膜|保护套|外壳|说明书|维修|替换|滤芯")
_MENDED = re.compile("已召回|召回换新|非召回|不在召回|不涉及召回|召回后改进")
_BATCH = re.compile(r"(?:批号|批次|生产日期|lot)\s{0,2}(?:号)?\s{0,2}[:：]?\s{0,2}([A-Za-z0-9][A-Za-z0-9\-./]{2,20})", re.IGNORECASE)
_FOR_PARTS = Text("文字像是配件或维修", "the words are rather of a spare part or a repair")
_SAYS_MENDED = Text("文字称不涉及召回或已处理", "the words say that it is not recalled, or was mended")
_OTHER_BATCH = Text("所示批号与公告不同", "the batch shown is not one recalled")


class Place(NamedTuple):
    """Where something stands: field, and characters of its raw text."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Recall:
    """One recall, its codes and names folded. `known` is the row as given."""

    known: Mapping[str, Any]
    brand: str
    goods: str
    models: tuple[str, ...]
    batches: tuple[str, ...]
    code: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Recall":
        """Read one row of a register of recalls."""
        models = tuple(key for one in _LISTED.split(row["model"] or "") if _is_model(key := _key(one)))
        batches = tuple(key for one in _LISTED.split(row["batch"] or "") if (key := _key(one)))
        code = re.sub(r"\D", "", _narrow(row["gtin"] or ""))
        return cls(row, _folded(row["brand"] or ""), _folded(row["goods"] or ""), models, batches, code.zfill(14) if len(code) in _CODE_LENGTHS else "")

    def holds_for(self, seen_at: datetime | None) -> bool:
        """Return whether a listing was seen on the day of the recall or later; what has no time is taken for later."""
        on: date | None = self.known["recalled_on"]
        return not (seen_at and on) or (seen_at + _BEIJING).date() >= on


class Recalls:
    """A register of recalls, to be looked up by bar code, by model and by brand."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.by_code: dict[str, list[Recall]] = {}
        self.by_model: dict[str, list[Recall]] = {}
        self.by_brand: dict[str, list[Recall]] = {}
        for one in map(Recall.of, rows):
            if one.code:
                self.by_code.setdefault(one.code, []).append(one)
            for model in one.models:
                self.by_model.setdefault(model, []).append(one)
            if one.brand and len(one.goods) >= _LEAST_MODEL and not one.models:
                self.by_brand.setdefault(one.brand, []).append(one)


def find(engine: Engine, listing: Relation, recall: Relation | None, *, least: float) -> pa.Table:
    """
    Find listings that agree with a recall: 0.9 by bar code, 0.7 by brand and model, 0.4 by brand and name where the recall names no model;
    a batch that agrees adds 0.15.

    Each thing that speaks against (words of spare parts, another batch, a word that it was mended) halves it. Without recalls there are no findings.
    """
    if recall is None:
        return findings([])
    known = Recalls(engine.to_arrow(recall).to_pylist())
    return engine.to_arrow(engine.map_arrow(_kernel(known, least), listing, FINDINGS)).cast(FINDINGS)


def _kernel(known: Recalls, least: float) -> Kernel:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            texts = Texts(batch)
            rows = [row_of(DETECTOR, texts, "listing", one) for one in _judged(texts, known) if one.score >= least]
            yield from findings(rows).to_batches()

    return kernel


def _judged(texts: Texts, known: Recalls) -> Iterator[Judged]:
    for row, brand in enumerate(texts.batch.column("brand").to_pylist()):
        fields = {name: (texts.value(row, name) or "")[:LONGEST] for name in texts.fields}
        seen_at = texts.value(row, "seen_at")
        agreed = [(score, one, place) for score, one, place in _agreed(fields, _folded(brand or ""), known) if one.holds_for(seen_at)]
        if agreed:
            batches = _batches(fields)
            # Of several recalls of one model the one whose batch is shown, not one that the shown batch speaks against.
            best = max(agreed, key=lambda found: (_with_batch(found[0], found[1], batches), found[0], str(found[1].known["recall_id"])))
            yield _told(row, fields, best, seen_at, is_read=bool(texts.value(row, "brand_from")))


def _batches(fields: Mapping[str, str]) -> set[str]:
    """Return the batches that a listing shows, as keys."""
    return {_key(batch) for batch in _BATCH.findall(_narrow("\n".join(fields.values())))}


def _with_batch(score: float, one: Recall, batches: set[str]) -> float:
    """Raise what agrees by a batch that agrees, too, and halve it by one that does not."""
    if not batches or not one.batches:
        return score
    return min(1.0, score + OF_BATCH) if batches & set(one.batches) else score / 2


def _agreed(fields: Mapping[str, str], brand: str, known: Recalls) -> Iterator[tuple[float, Recall, Place]]:
    """Return each recall that a listing agrees with, how well, and where."""
    whole = _folded("\n".join(fields.values()))
    for name, text in fields.items():
        for key, start, end in keys_of(text):
            if key.isdigit() and len(key) in _CODE_LENGTHS:
                yield from ((OF_CODE, one, Place(name, start, end)) for one in known.by_code.get(key.zfill(14), ()))
            for one in known.by_model.get(key, ()):
                if one.brand and (one.brand == brand or one.brand in whole):
                    yield OF_MODEL, one, Place(name, start, end)
        for one in known.by_brand.get(brand, ()):
            if match := re.search(re.escape(_narrow(one.known["goods"])), _narrow(text), re.IGNORECASE):
                yield OF_NAME, one, Place(name, *match.span())


def _told(row: int, fields: Mapping[str, str], agreed: tuple[float, Recall, Place], seen_at: datetime | None, *, is_read: bool) -> Judged:
    score, one, place = agreed
    whole = "\n".join(fields.values())
    batches = _batches(fields)
    agrees = bool(batches & set(one.batches))
    against = [_FOR_PARTS] * bool(_PARTS.search(whole)) + [_SAYS_MENDED] * bool(_MENDED.search(whole))
    whole_score = _with_batch(score, one, batches) * 0.5 ** len(against)
    against += [_OTHER_BATCH] * bool(batches and one.batches and not agrees)
    written = fields[place.field][place.start : place.end]
    mention = Mention(place.field, place.start, place.end, written, "recall", 3, 0, written)
    known = {
        name: str(one.known[name] or "") for name in ("recall_id", "platform", "brand", "goods", "model", "batch", "gtin", "maker", "reason", "recalled_on")
    }
    reason = _reason(one, written, (score, is_read), agrees, against, seen_at)
    return Judged(row, whole_score, reason, evidence([mention], fields, is_public=True, recall=known, batch_agrees=agrees), tuple(against))


def _reason(one: Recall, written: str, of: tuple[float, bool], agrees: bool, against: list[Text], seen_at: datetime | None) -> Text:
    score, is_read = of
    said = {name: shown(str(one.known[name] or "—")) for name in ("recall_id", "brand", "goods", "reason", "recalled_on")}
    way = {OF_CODE: Text("条码", "bar code"), OF_MODEL: Text("品牌和型号", "brand and model"), OF_NAME: Text("品牌和品名", "brand and name")}[score]
    goods = f"{said['brand']} {said['goods']}"
    zh = f"“{shown(written)}”与 {said['recalled_on']} 的召回公告 {said['recall_id']}（{goods}；原因：{said['reason']}）{way.zh}相符"
    en = f"“{shown(written)}” agrees by {way.en} with recall {said['recall_id']} of {said['recalled_on']} ({goods}; why: {said['reason']})"
    if agrees:
        zh, en = f"{zh}，批号也相符", f"{en}, and so does the batch"
    if is_read and score != OF_CODE:
        zh, en = f"{zh}；品牌读自标题", f"{en}; the brand was read from the title"
    if seen_at is None or one.known["recalled_on"] is None:
        zh, en = f"{zh}；先后不明", f"{en}; which came first is not known"
    if against:
        zh, en = f"{zh}；但{'，'.join(text.zh for text in against)}", f"{en}; but {', '.join(text.en for text in against)}"
    return Text(f"{zh}。", f"{en}.")


def keys_of(text: str) -> Iterator[tuple[str, int, int]]:
    """Return every run of letters and digits, and every join of up to four runs that one sign sets apart, folded, with its place in the raw text."""
    narrow = _narrow(text)
    runs = [match.span() for match in _ONE.finditer(narrow)]
    for first, (start, _) in enumerate(runs):
        key = ""
        for at in range(first, min(first + _MOST_PARTS, len(runs))):
            begin, end = runs[at]
            if at > first and not (begin - runs[at - 1][1] == 1 and narrow[begin - 1] in _JOINS):
                break
            key += narrow[begin:end].lower()
            if len(key) >= _LEAST_MODEL:
                yield key, start, end


def _is_model(key: str) -> bool:
    """Leave out what is no model by itself: too short, or without a digit."""
    return len(key) >= _LEAST_MODEL and any(one.isdigit() for one in key)


def _key(text: str) -> str:
    return "".join(_ONE.findall(_narrow(text))).lower()


def _folded(text: str) -> str:
    return "".join(one for one in _narrow(text).lower() if one.isalnum())


def _narrow(text: str) -> str:
    """Return full-width signs as plain ones, sign by sign."""
    return text.translate(_WIDE)
