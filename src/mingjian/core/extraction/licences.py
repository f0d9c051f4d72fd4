"""
Reads a business licence (营业执照) that was photographed or scanned: each field by its printed label, from what stands beside and below it.

A label and its value may be one line of the reader or two, a label of two signs may be torn apart (`名  称`), and a long value goes on below. What the check
digit of the code contradicts is told to be doubtful and is never mended.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stdnum.cn import uscc

from mingjian.core.extraction.lines import Line, Placed, plain_text, upright
from mingjian.core.language import Text

#: Our fields by the labels that stand before them, as the forms of 2014 to today print them.
LABELS: Mapping[str, tuple[str, ...]] = {
    "uscc": ("统一社会信用代码", "社会信用代码", "注册号"),
    "name": ("名称", "字号名称"),
    "type": ("类型", "主体类型", "组成形式"),
    "head": ("法定代表人", "负责人", "经营者姓名", "经营者", "投资人", "执行事务合伙人"),
    "capital": ("注册资本", "出资额", "资金数额"),
    "founded_on": ("成立日期", "注册日期"),
    "term": ("营业期限", "经营期限", "合伙期限"),
    "address": ("主要经营场所", "经营场所", "营业场所", "住所"),
    "scope": ("经营范围",),
    "authority": ("登记机关",),
}
TITLES: Mapping[str, Text] = {
    "uscc": Text("统一社会信用代码", "Credit code"),
    "name": Text("名称", "Name"),
    "type": Text("类型", "Legal form"),
    "head": Text("法定代表人、经营者", "Representative or operator"),
    "capital": Text("注册资本", "Registered capital"),
    "founded_on": Text("成立日期", "Founded on"),
    "term": Text("营业期限", "Term"),
    "address": Text("住所、经营场所", "Address"),
    "scope": Text("经营范围", "Scope of business"),
    "authority": Text("登记机关", "Registering authority"),
}
#: Fields whose value may go on in further lines.
_LONG = frozenset(("name", "address", "scope", "type"))
_BY_LENGTH = sorted(((label, field) for field, labels in LABELS.items() for label in labels), key=lambda pair: -len(pair[0]))
#: One sign of a label of two that are spread apart, where the reader lost the other.
_HALVES = {sign: field for label, field in _BY_LENGTH if len(label) == 2 for sign in label}
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])|(?<!\d)\d{15}(?!\d)")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_LICENCE = re.compile(r"营业执照|统一社会信用代码")
#: What is printed on every licence and belongs to no field.
_PRINTED = re.compile(
    r"^[(（]?(?:副本|正本|[(（]?副本[)）]?.*|扫描.*二维码.*|.*国家企业信用信息公示系统.*|.*http.*|国家市场监督管理总局监制|市场主体应当.*|编号.*|了解更多.*|许可、监管信息.*)$"
)


@dataclass(frozen=True)
class Field:
    """What stands for one field: its value, the lines it was read from, and whether something speaks against it."""

    value: str
    lines: tuple[int, ...]
    is_doubtful: bool = False


def is_licence(lines: Sequence[Line]) -> bool:
    """Return whether the lines are those of a business licence: its title or the word for its code, and three labels."""
    texts = [plain_text(line.text) for line in lines]
    labelled = {field for text in texts for label, field in _BY_LENGTH if text.startswith(label)}
    return any(_LICENCE.search(text) for text in texts) and len(labelled) >= 3


def read_licence(lines: Sequence[Line]) -> dict[str, Field]:
    """Return the fields of a business licence by our names; those that cannot be read are absent."""
    placed = _joined(upright(lines))
    labels = {line.nth: label for line in placed if (label := _label_of(line.text))}
    fields: dict[str, Field] = {}
    for line in placed:
        if line.nth not in labels or labels[line.nth][0] in fields:
            continue
        field, rest = labels[line.nth]
        value = _value(line, rest, field, placed, labels)
        if value and (made := _made(field, *value)):
            fields[field] = made
    if "uscc" not in fields and (made := _code_anywhere(placed)):
        fields["uscc"] = made
    return fields


def _joined(placed: list[Placed]) -> list[Placed]:
    """Join the signs of a label that the reader told apart: `名` and `称` in one row."""
    signs = {label for label, _ in _BY_LENGTH if len(label) == 2}
    gone: set[int] = set()
    made = []
    for line in placed:
        beside = [other for other in placed if len(line.text) == 1 and other.nth != line.nth and other.is_in_row_of(line) and other.left > line.left]
        near = min(beside, key=lambda other: other.left, default=None)
        if near is not None and near.text and line.text + near.text[:1] in signs and near.left - line.right < 6 * line.height:
            made.append(line._replace(text=line.text + near.text, right=near.right, middle=(line.middle + near.middle) / 2))
            gone.add(near.nth)
        else:
            made.append(line)
    return [line for line in made if line.nth not in gone]


def _label_of(text: str) -> tuple[str, str] | None:
    """Return the field whose label a line begins with, and what stands behind it; None where it is no label."""
    if text in _HALVES:
        return _HALVES[text], ""
    for label, field in _BY_LENGTH:
        if text.startswith(label):
            rest = text[len(label) :]
            return field, rest.lstrip(":：").removeprefix("(") if rest[:1] in (":", "：") else rest
    return None


def _value(label: Placed, rest: str, field: str, placed: Sequence[Placed], labels: Mapping[int, tuple[str, str]]) -> tuple[str, tuple[int, ...]] | None:
    """Return what stands behind a label, in its own line or the nearest in its row, with what goes on below."""
    if rest:
        first, left = label, label.left + (label.right - label.left) * (1 - len(rest) / max(len(label.text), 1))
    else:
        end = min((line.left for line in placed if line.nth in labels and line.is_in_row_of(label) and line.left > label.right), default=float("inf"))
        row = [line for line in placed if line.nth not in labels and line.is_in_row_of(label) and label.right - label.height < line.left < end]
        if field == "uscc":  # its value stands below as often as beside it
            row = [line for line in placed if (line in row or _is_right_below(line, label, label.left)) and _CODE.search(line.text.upper())]
        nearest = min(row, key=lambda line: line.left, default=None)
        if nearest is None:
            return None
        first, left, rest = nearest, nearest.left, nearest.text
    value, lines = rest, [first.nth]
    for line in _further(first, left, placed, labels) if field in _LONG else ():
        value += line.text
        lines.append(line.nth)
    return value, tuple(lines)


def _further(first: Placed, left: float, placed: Sequence[Placed], labels: Mapping[int, tuple[str, str]]) -> Iterator[Placed]:
    """Return the lines that go on below the first of a value, each right below the one before."""
    above = first
    for line in sorted(placed, key=lambda line: line.middle):
        if line.middle > above.middle and abs(line.left - left) < 2.0 * above.height and _has_label(line, placed, labels):
            return
        if line.nth not in labels and line.nth != first.nth and _is_right_below(line, above, left) and not _PRINTED.match(line.text):
            yield line
            above = line


def _has_label(line: Placed, placed: Sequence[Placed], labels: Mapping[int, tuple[str, str]]) -> bool:
    """Return whether a label stands right before a line in its row, so that it is the value of that."""
    return any(other.nth in labels and other.nth != line.nth and other.is_in_row_of(line) and 0 < line.left - other.left < 12 * line.height for other in placed)


def _is_right_below(line: Placed, above: Placed, left: float) -> bool:
    gap = line.middle - above.middle
    return 0.6 * above.height < gap < 1.5 * max(above.height, line.height) and abs(line.left - left) < 2.0 * above.height


def _made(field: str, value: str, lines: tuple[int, ...]) -> Field | None:
    """Return a field as it is written; nothing where the value cannot be one of it."""
    if field == "uscc":
        code = _CODE.search(value.upper().replace("O", "0").replace("I", "1"))
        return Field(code.group(), lines, len(code.group()) == 18 and not uscc.is_valid(code.group())) if code else None
    if field == "founded_on":
        day = _DAY.search(value)
        return Field(f"{int(day[1])}-{int(day[2]):02}-{int(day[3]):02}", lines) if day else Field(value, lines, is_doubtful=True)
    value = value.strip(":：、，,")
    return Field(value, lines) if value else None


def _code_anywhere(placed: Sequence[Placed]) -> Field | None:
    """Return the only number of a licence that is a sound code, where its label could not be read."""
    sound = [(line.nth, code) for line in placed for code in _CODE.findall(line.text.upper()) if len(code) == 18 and uscc.is_valid(code)]
    return Field(sound[0][1], (sound[0][0],)) if len({code for _, code in sound}) == 1 else None
