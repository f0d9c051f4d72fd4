"""Sums of a decision with what they are: fine, confiscated gains, value of goods. Ranges of the law, prices, and surcharges for late payment are none."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mingjian.core.extraction.decisions.compact import Compact
from mingjian.core.records.reading.sums_in_words import sum_of

FINE, TOTAL, GAINS, TAKEN_GAINS = "罚款", "罚没款合计", "违法所得", "没收违法所得"

#: What a sum is, by the words before it: the first that ends last counts.
_KINDS = (
    (TAKEN_GAINS, r"没收(?:其|的|当事人|上述|全部|非法|销售|经营){0,4}(?:违法|非法)所得"),
    ("没收货款", r"没收(?:其|的|当事人|上述|全部|违法|非法|经营|销售){0,4}(?:货款|款项|收入|现金)"),
    (TOTAL, r"罚没(?:款项?)?|罚款和没收(?:违法所得)?"),
    (FINE, r"罚款"),
    (GAINS, r"(?<!没收)(?:违法|非法)所得"),
    ("货值金额", r"货值"),
    ("违法经营额", r"(?:违法|非法)经营(?:数)?(?:总)?额"),
    ("销售金额", r"(?:销售|经营)(?:总|收入)?(?:金额|额|收入|货款|所得)"),
    ("广告费用", r"广告费用?"),
)
_KIND = re.compile("|".join(f"(?P<k{number}>{pattern})" for number, (_, pattern) in enumerate(_KINDS)))
#: Runs of signs are bounded and begin where a run begins, so that no text takes long.
_DIGITS = r"(?<!\d)(?<!\d[,.])(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?)(?!\d|[,.]\d)"
_WORD = "零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟两"
_WORDS = rf"(?<![{_WORD}])[{_WORD}]{{1,30}}(?![{_WORD}])"
_SMALL = r"(?:[零一二三四五六七八九壹贰叁肆伍陆柒捌玖两]角)?(?:零?[零一二三四五六七八九壹贰叁肆伍陆柒捌玖两]分)?"
#: Digits or words with 元, or digits behind the sign of the yuan; in brackets perhaps the same again in the other manner.
_AMOUNT = re.compile(
    rf"(?:(?:(?:人民币|rmb)?[¥:]?(?P<digits>{_DIGITS})(?P<times>千万|百万|十万|万|千|百|亿)?(?:余)?(?:元|圆))"
    rf"|(?:¥(?P<signed>{_DIGITS})(?P<signed_times>万|亿)?)"
    rf"|(?:人民币|大写:?)*(?P<words>{_WORDS})(?:(?:元|圆)(?P<small>{_SMALL})|(?=[(]¥)))(?:整|正)?"
    rf"(?:[(](?:人民币|大写|小写|rmb|[¥:])*(?:(?P<again_digits>{_DIGITS})(?P<again_times>万)?|(?P<again_words>{_WORDS})(?:元|圆)(?P<again_small>{_SMALL}))(?:元|圆)?(?:整|正)?[)])?"
    r"(?:元|圆)?(?:整|正)?"
)
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 10**6, "千万": 10**7, "亿": 10**8}
#: What may stand between the words of a kind and their sum.
_BETWEEN = re.compile(
    r"(?:金额|数额|总额|款|共计|合计|总计|累计|共|为|是|计|大约|约|人民币|rmb|的|了|均|仅|[,:|]|应|处以?|并处|\(大写\)|大写|\(小写\)|小写|\(元\)|(?:处|按)?[\d一二三四五六七八九十百分点.]+倍)*"
)
_RANGE_AFTER = re.compile(r"(?:以上|以下|以内|至\d|到\d|-\d|的(?:,|部分|并|可|处|应|不)|[/每]|一?(?:袋|瓶|盒|件|个|斤|公斤|条|支|台|只|包|双|套)[,。;)])")
_RANGE_BEFORE = re.compile(
    r"(?:不足|超过|不满|未满|满|达到|高于|低于|至多|最高|最低|不少于|不低于|以上|至|单价|售价|标价|进价|原价|现价|价格|按照?|每日|每[一-龥])(?:人民币|¥|为|是|:)*$"
)
_FINE_AFTER = re.compile(r"的?(?:行政)?(?:处罚)?罚款")
_FINE_BEFORE = re.compile(r"(?:并处|处以?|给予|决定|罚)(?:[^,。;]{0,12}倍)?(?:的|,|共|计|共计|合计|人民币|以|:)*$")
_NONE = re.compile(
    r"(?:没有|无|未有?|未获得?|未取得|未产生|尚未产生|不存在|未形成)(?:任何|实际)?(?P<kind>(?:违法|非法)所得)(?!或|的[,处]|不足|无法|难以|进行|能|可|予)"
)
#: A table of publication gives the unit in its heading, or in brackets behind the kind.
_IN_HEADING = re.compile(rf"(?P<kind>罚款|没收(?:违法|非法)所得)[^()|\n]{{0,14}}\((?P<unit>万元|元)\)[:|]*(?P<number>{_DIGITS})(?![\d年./])")
_ANOTHER_TIME = re.compile(r"(?:曾|此前|前次|上次|上一次|之前|拟|建议)[^。;\n]{0,40}$")
_DECIDED = re.compile(r"(?:决定(?:对|给予|作出|如下|处罚|:)|处罚如下|(?:如下|以下)(?:行政)?处罚|处罚(?:内容|结果|决定)[:|\n])")
_SECTION = 600  # signs behind the words of decision in which the penalties stand
_LEFT = 60


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum in yuan: what it is, how sure, and its place in the raw text."""

    kind: str
    yuan: Decimal
    confidence: float
    start: int
    end: int


def find_sums(written: Compact) -> tuple[Sum, ...]:
    """Return every sum whose kind the text says, each once, the surest place of it; in the order of the text."""
    text = written.text
    sections = [found.end() for found in _DECIDED.finditer(text)]
    found: dict[tuple[str, Decimal], Sum] = {}
    for one in (*_amounts(written, sections), *_headed(written), *_none(written)):
        before = found.get((one.kind, one.yuan))
        if before is None or before.confidence < one.confidence:
            found[one.kind, one.yuan] = one
    return _proven(sorted(found.values(), key=lambda one: one.start))


def _amounts(written: Compact, sections: list[int]) -> Iterator[Sum]:
    text = written.text
    for match in _AMOUNT.finditer(text):
        yuan, agreement = _yuan(match)
        if yuan is None:
            continue
        start, end = match.span()
        left, right = _left(text, start), text[end : end + 12]
        if _RANGE_AFTER.match(right) or _RANGE_BEFORE.search(left) or _ANOTHER_TIME.search(left):
            continue
        kind = _kind(left, right)
        if kind:
            before = bisect_right(sections, start)
            is_decided = before > 0 and start - sections[before - 1] <= _SECTION
            confidence = min(0.99, (0.93 if is_decided or kind not in (FINE, TAKEN_GAINS, TOTAL) else 0.85) + agreement)
            yield Sum(kind, yuan, round(confidence, 2), *written.span(start, end))


def _left(text: str, start: int) -> str:
    left = text[max(0, start - _LEFT) : start]
    return re.split(r"[。;\n!?]", left)[-1] if not left.endswith("\n") else re.split(r"[。;!?]", left)[-1].replace("\n", "|")


def _kind(left: str, right: str) -> str:
    """Return what a sum is: fines are named behind it, too (`处二千元的罚款`)."""
    last = list(_KIND.finditer(left))[-1:]
    if last and _BETWEEN.fullmatch(left[last[0].end() :]):
        number = next(number for number in range(len(_KINDS)) if last[0][f"k{number}"])
        return _KINDS[number][0]
    return FINE if _FINE_AFTER.match(right) and _FINE_BEFORE.search(left) else ""


def _yuan(match: re.Match[str]) -> tuple[Decimal | None, float]:
    """Return a sum, and what is to be added to its confidence where it stands in words and digits; none where they disagree."""
    told = _decimal(match["digits"] or match["signed"], match["times"] or match["signed_times"])
    if told is None and match["words"]:
        told = _in_words(match["words"], match["small"])
    again = _decimal(match["again_digits"], match["again_times"])
    if again is None and match["again_words"]:
        again = _in_words(match["again_words"], match["again_small"])
    if told is None or again is None:
        return (told if again is None and not match["again_digits"] and not match["again_words"] else None), 0.0
    return (told, 0.06) if told == again else (None, 0.0)


def _decimal(digits: str | None, times: str | None) -> Decimal | None:
    return (Decimal(digits.replace(",", "")) * _TIMES[times or ""]).normalize() + 0 if digits else None


def _in_words(words: str, small: str | None) -> Decimal | None:
    found = sum_of(f"{words.replace('〇', '零')}元{small or ''}")
    return Decimal(str(found)).normalize() + 0 if found is not None else None


def _headed(written: Compact) -> Iterator[Sum]:
    for match in _IN_HEADING.finditer(written.text):
        kind = FINE if match["kind"] == FINE else TAKEN_GAINS
        yuan = _decimal(match["number"], "万" if match["unit"] == "万元" else "")
        if yuan is not None:
            yield Sum(kind, yuan, 0.9, *written.span(*match.span("number")))


def _none(written: Compact) -> Iterator[Sum]:
    for match in _NONE.finditer(written.text):
        yield Sum(GAINS, Decimal(0), 0.85, *written.span(*match.span()))


def _proven(sums: list[Sum]) -> tuple[Sum, ...]:
    """Raise the confidence of a fine and of confiscated gains that together are the total that the decision names."""
    fines, taken, totals = ([one.yuan for one in sums if one.kind == kind] for kind in (FINE, TAKEN_GAINS, TOTAL))
    if len(fines) != 1 or len(totals) != 1 or fines[0] + sum(taken) != totals[0]:
        return tuple(sums)
    proven = {FINE, TAKEN_GAINS, TOTAL}
    return tuple(Sum(one.kind, one.yuan, 0.99, one.start, one.end) if one.kind in proven else one for one in sums)
