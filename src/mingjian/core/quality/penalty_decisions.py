"""Excerpts of published penalty decisions: are party, code, authority, number, sums and transfers read as a person noted them?"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.extraction.decisions import Decision, read_decision
from mingjian.core.language import Text
from mingjian.core.quality import Judge, LabelledRow, LabelledSet, Measure
from mingjian.core.quality.common import files
from mingjian.core.quality.common.scores import accuracy

SET = LabelledSet(
    key="admin-penalty-excerpts",
    title=Text("公开的行政处罚决定节录", "Excerpts of published penalty decisions"),
    judges="core.extraction.decisions",
    says_not=Text(
        "每条只是节录，当事人、机关、文号多数不在所给文字中；只有写在文字中的值计入召回率，读出文字中没有标注的值计入误读。行数很少，区间很宽。",
        "Each row is an excerpt: party, authority and number mostly do not stand in it. Only values that stand in the text count as there; any other value "
        "that is read counts as wrong. There are few rows, so intervals are wide.",
    ),
    learned=False,
)

#: Our names of the fields, in their order, by the names of the set.
FIELDS = {"decision_no": "number", "authority": "authority", "party": "party", "uscc": "code"}
_SIGNS = re.compile(r"[\s()（）〔〕\[\]【】]")
_FIRM = re.compile(r"[一-龥()（）]{4,30}?(?:公司|商行|经营部|店|厂)")
_BODY = re.compile(r"[一-龥]{2,20}局")
_SUM = re.compile(r"(没收违法所得|罚款|货值金额|违法所得)[^\d。；]{0,4}([\d.]+)(万?)元")


def read(folder: Path) -> list[LabelledRow]:
    """Read one row a decision: its text, and what a person noted of it."""
    found = []
    for number, line in enumerate(files.lines(folder, "cases.jsonl"), start=1):
        row = json.loads(line)
        text = row.get("text") or row.get("excerpt")
        if not isinstance(text, str):
            raise BadInput(f"cases.jsonl 第 {number} 行没有 excerpt。", f"Line {number} of cases.jsonl has no excerpt.")
        place = {"url": row.get("url"), "row": number}
        found.append(LabelledRow(f"{number}/{row.get('url')}", place, text, _label(row, text)))
    return found


def _label(row: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return what was noted and stands in the text: `{field: value}`, and sums as pairs."""
    bare = _bare(text)
    label: dict[str, Any] = {name: row[name] for name in FIELDS if row.get(name) and _bare(row[name]) in bare}
    label["amounts"] = {(one["kind"], _yuan(one["yuan"])) for one in row.get("amounts") or () if _stands(one["yuan"], text)}
    transfer = row.get("transfer") or {}
    return label | {f"transfer_{end}": transfer[end] for end in ("from", "to") if transfer.get(end) and _bare(transfer[end]) in bare}


def _stands(yuan: float, text: str) -> bool:
    """Return whether a sum stands in a text in digits, in yuan or ten thousands; one of nothing stands in words."""
    written = {f"{_yuan(yuan):f}", f"{_yuan(yuan) / 10_000:f}".rstrip("0").rstrip("."), f"{_yuan(yuan):,f}", f"{_yuan(yuan):.2f}"}
    return not yuan or any(re.search(rf"(?<![\d.]){re.escape(one)}(?!\d)", text) for one in written)


def _yuan(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.001")).normalize() + 0


def _bare(text: str) -> str:
    return _SIGNS.sub("", text).upper()


def judge(contents: Sequence[str]) -> list[dict[str, Any]]:
    """Read each text."""
    return [_told(read_decision(text)) for text in contents]


def _told(found: Decision) -> dict[str, Any]:
    """Return what was read, under the names of the set, with how sure it is and its place."""
    told: dict[str, Any] = {}
    for name, ours in FIELDS.items():
        value = getattr(found, ours)
        told[name] = value.value if value else None
        told[f"{name}_place"] = {"confidence": value.confidence, "start": value.start, "end": value.end} if value else None
    told["amounts"] = [{"kind": one.kind, "yuan": float(one.yuan), "confidence": one.confidence, "start": one.start, "end": one.end} for one in found.sums]
    told["acts"] = [{"words": one.value, "confidence": one.confidence, "start": one.start, "end": one.end} for one in found.breaches]
    told["articles"] = [
        {"law": one.law, "article": one.number, "paragraph": one.paragraph, "item": one.item, "role": one.role, "confidence": one.confidence}
        for one in found.articles
    ]
    told["dates"] = [{"role": one.role, "day": one.day.isoformat(), "confidence": one.confidence, "start": one.start} for one in found.days]
    transfer = found.transfer
    ends: dict[str, str | float | None] | None
    ends = {"from": transfer.origin, "to": transfer.target, "kind": transfer.kind, "letter_no": transfer.letter_no or None} if transfer else None
    return told | {"transfer": ends and {**ends, "confidence": transfer.confidence if transfer else 0.0}}


def baseline(rows: Sequence[LabelledRow]) -> Judge:
    """Take the first firm, the first office, and each sum right behind its kind."""

    def plainly(contents: Sequence[str]) -> list[dict[str, Any]]:
        return [_plainly(text) for text in contents]

    return plainly


def _plainly(text: str) -> dict[str, Any]:
    first: Callable[[re.Pattern[str]], str | None] = lambda pattern: found[0] if (found := pattern.search(text)) else None  # noqa: E731 - two words
    sums = [{"kind": kind, "yuan": float(number.strip(".")) * (10_000 if times else 1)} for kind, number, times in _SUM.findall(text)]
    return {"decision_no": None, "authority": first(_BODY), "party": first(_FIRM), "uscc": None, "amounts": sums, "transfer": None}


def measures(rows: Sequence[LabelledRow], predictions: Sequence[Mapping[str, Any]]) -> list[Measure]:
    """Return precision and recall of each field that the labels or the predictions have."""
    found = []
    for name in (*FIELDS, "amounts", "transfer_from", "transfer_to"):
        counts = [_counts(name, row.label, said) for row, said in zip(rows, predictions, strict=True)]
        right, said, there = (sum(one[place] for one in counts) for place in range(3))
        if said or there:
            found += [accuracy(right, said, name="precision", of=name), accuracy(right, there, name="recall", of=name)]
    return found


def _counts(name: str, label: Mapping[str, Any], said: Mapping[str, Any]) -> tuple[int, int, int]:
    """Return how many values of a field are right, said, and there."""
    if name == "amounts":
        ours = {(one["kind"], _yuan(one["yuan"])) for one in said["amounts"]}
        return len(ours & label["amounts"]), len(ours), len(label["amounts"])
    end = name.removeprefix("transfer_")
    value = (said.get("transfer") or {}).get(end) if end != name else said.get(name)
    there = label.get(name)
    return int(bool(value and there) and _bare(str(value)) == _bare(str(there))), int(bool(value)), int(bool(there))


def told(row: LabelledRow, prediction: Mapping[str, Any]) -> dict[str, Any]:
    """Return the line of one decision."""
    return {**row.place, **prediction}
