"""Days of a decision with what happened on them: decided, published, inspected, filed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mingjian.core.extraction.decisions.compact import Compact
from mingjian.core.extraction.decisions.heads import Value

_DAY = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[年\-./](?P<month>\d{1,2})[月\-./](?P<day>\d{1,2})日?(?!\d)")
_WRITTEN = re.compile(
    r"(?P<year>[一二][九〇○零o0][〇○零一二三四五六七八九o0]{2})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
_DIGITS = {sign: str(number) for number, sign in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零o0", "0")
_PUBLISHED = re.compile(r"(?:发布|公示|公开|公布|发文|生成|发表)(?:的)?(?:时间|日期|日)[:|]*$")
_DECIDED = re.compile(r"(?:(?:处罚|作出)(?:行政)?(?:处罚)?(?:决定)?(?:书)?(?:作出)?|决定(?:书)?|成文|落款)的?(?:日期|时间)[:|]*$")
_DECIDED_AFTER = re.compile(r"[,]?(?:我局|本局|本机关)?(?:依法)?(?:对[^。;\n]{2,40})?作出(?:了)?(?:行政)?处罚决定")
_INSPECTED = re.compile(r"[^。;\n\d《]{0,30}?(?:执法人员|我局|本局|本机关)[^。;\n《]{0,50}?(?<!监督)(?<!督查)(?:检查|勘验|巡查)")
_FILED = re.compile(r"[^。;\n]{0,40}?(?<!不予)立案")
_END = re.compile(r"[\s|]*(?:\(?(?:印章|公章|盖章)\)?)?[\s|]*(?:$|\n|\(?此件|\(?本(?:文书|决定书)|下载|附件|打印|关闭|扫一扫|责任编辑)")


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `decided`, `published`, `inspected` or `filed`; how sure, and its place in the raw text."""

    role: str
    day: date
    confidence: float
    start: int
    end: int


def find_days(written: Compact, number: Value | None) -> tuple[Day, ...]:
    """Return the days whose role the text says, each once; a decision is not made before the year of its number, nor after it is published."""
    found: dict[tuple[str, date], Day] = {}
    for one in _told(written):
        before = found.get((one.role, one.day))
        if before is None or before.confidence < one.confidence:
            found[one.role, one.day] = one
    year = re.search(r"(?:19|20)\d{2}", number.value) if number else None
    published = [one.day for one in found.values() if one.role == "published"]
    return tuple(one for one in found.values() if one.role != "decided" or _is_possible(one.day, year and int(year[0]), published))


def _is_possible(day: date, year: int | None, published: list[date]) -> bool:
    return (year is None or year <= day.year <= year + 1) and (not published or day <= max(published))


def _told(written: Compact) -> Iterator[Day]:
    text = written.text
    for match in sorted((*_DAY.finditer(text), *_WRITTEN.finditer(text)), key=lambda match: match.start()):
        day = _day(match)
        if day is None:
            continue
        start, end = match.span()
        left, right, span = text[max(0, start - 24) : start], text[end : end + 60], written.span(start, end)
        if _PUBLISHED.search(left):
            yield Day("published", day, 0.95, *span)
        elif _DECIDED.search(left):
            yield Day("decided", day, 0.95, *span)
        elif _is_signature(text, start, end):
            yield Day("decided", day, 0.85, *span)
        elif _DECIDED_AFTER.match(right):
            yield Day("decided", day, 0.8, *span)
        elif _INSPECTED.match(right):
            yield Day("inspected", day, 0.7, *span)
        elif _FILED.match(right):
            yield Day("filed", day, 0.7, *span)


def _is_signature(text: str, start: int, end: int) -> bool:
    """Return whether a day stands alone at the foot: behind a line, an authority or a full stop, with nothing of the decision after it."""
    if start < len(text) // 2 or not _END.match(text[end : end + 24]):
        return False
    return start == 0 or text[start - 1] in "\n。|." or text[max(0, start - 3) : start].endswith(("局", "厅", "委员会", "队", "海关", "所"))


def _day(match: re.Match[str]) -> date | None:
    year = match["year"] if match["year"].isdigit() else "".join(_DIGITS.get(sign, sign) for sign in match["year"])
    try:
        return date(int(year), _number(match["month"]), _number(match["day"]))
    except ValueError:
        return None


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, _, ones = written.rpartition("十")
    if "十" not in written:
        return int("".join(_DIGITS[sign] for sign in written))
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)
