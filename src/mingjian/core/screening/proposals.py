"""What the lines of a screenshot propose: accounts, telephones, sums paid, numbers of orders and parcels, words of copies, promises, fields of a licence."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from mingjian.core.extraction.contacts import find_contacts
from mingjian.core.extraction.licences import is_licence, read_licence
from mingjian.core.extraction.lines import Line, plain_text
from mingjian.core.extraction.proposals import KINDS, Proposal
from mingjian.core.wording import Texts

if TYPE_CHECKING:
    from mingjian.core.extraction.titles import TitleReader

MOST = 60  # proposals of one picture
_PHONES = frozenset(("phone", "landline"))
_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,9}(?:\.\d{1,2})?)"
_SUM = _NUMBER.replace("(", "(?P<sum>", 1)
_PAID = re.compile(rf"(?:实付款?|实际支付|已支付|支付金额|付款金额|转账金额|合计支付|订单金额|总价|转账|红包)[^\d¥￥]{{0,6}}[¥￥]?{_SUM}(?!\d)(?P<times>万)?")
_MINUS = re.compile(rf"^-[¥￥]?{_SUM}$")  # the sum of a bill of WeChat or Alipay stands alone
_PRICE = re.compile(rf"[¥￥]{_NUMBER}(?!\d)|(?<![\d.]){_NUMBER}(?:元|块钱?)(?!\d)")
_ORDER = re.compile(r"(?:订单|交易|商户单|转账单)(?:编号|号码?|单号|号)[:：]?(?P<number>[0-9A-Za-z][0-9A-Za-z\-]{7,39})")
_WAYBILL = re.compile(
    r"(?:快递|运单|物流|邮件|面单)(?:单)?(?:编号|号码?|单号)?[:：]?(?P<number>(?:[A-Z]{2,4})?\d{9,20})|(?<![0-9A-Z])(?P<own>(?:SF|YT|JT|JDVA?|ZTO|STO|DPK)\d{10,15})(?!\d)"
)
_PROMISE = re.compile(
    r"(?:保证?|绝对|百分百|100%|都是|全部)[^,，。;；]{0,4}正品|正品(?:保证|保障|承诺)|假一(?:赔|罚)[一二两三四五六七八九十百]|支持(?:专柜)?验货|专柜(?:正品|同款)|保真"
)


def proposals_of(lines: Sequence[Line], brands: "TitleReader | None" = None) -> list[Proposal]:
    """Return what the lines propose, each kind and value once, in the order of the kinds; `brands` knows the marks of a register."""
    found = [*_of_licence(lines)] if is_licence(lines) else [*_of_lines(lines), *_of_words(lines), *_of_marks(lines, brands)]
    once = {(one.kind, one.value): one for one in reversed(found)}
    order = list(KINDS)
    return sorted(once.values(), key=lambda one: (order.index(one.kind), one.lines))[:MOST]


def _of_licence(lines: Sequence[Line]) -> Iterator[Proposal]:
    for name, field in read_licence(lines).items():
        yield Proposal(f"licence.{name}", field.value, field.lines, field.is_doubtful)


def _of_lines(lines: Sequence[Line]) -> Iterator[Proposal]:
    """Return what single lines say by themselves."""
    for nth, line in enumerate(lines):
        text = plain_text(line.text)
        taken: list[str] = []
        for pattern, kind in ((_ORDER, "order"), (_WAYBILL, "waybill")):
            for match in pattern.finditer(text):
                number = match["number"] if kind == "order" else match["number"] or match["own"]
                if not any(number in other for other in taken):
                    taken.append(number)
                    yield Proposal(kind, number, (nth,))
        for contact in find_contacts(line.text):
            if contact.value and contact.strength > 1 and not any(contact.value in number for number in taken):
                yield Proposal("phone" if contact.kind in _PHONES else "account", contact.value, (nth,), how=contact.kind)
        paid = _PAID.search(text) or _MINUS.match(text)
        if paid and not any(paid["sum"] in number for number in taken):
            yield Proposal("paid", _yuan(paid), (nth,))
        elif (price := _PRICE.search(text)) and not any(price.group().strip("¥￥元块钱") in number for number in taken):
            yield Proposal("price", (price.group(1) or price.group(2) or "").replace(",", ""), (nth,))
        for match in _PROMISE.finditer(text):
            yield Proposal("promise", match.group(), (nth,))


def _yuan(found: re.Match[str]) -> str:
    told = found["sum"].replace(",", "")
    return f"{float(told) * 10_000:.2f}" if "times" in found.re.groupindex and found["times"] else told


def _of_marks(lines: Sequence[Line], brands: "TitleReader | None") -> Iterator[Proposal]:
    """Return the marks that stand in lines as the goods' own; one that says what they fit or are like (`适用于X`, `X同款`) is none."""
    if brands is None or not lines:
        return
    for nth, brand in enumerate(brands.brands(pa.array([plain_text(line.text) for line in lines], pa.string()))):
        if brand:
            yield Proposal("brand", brand, (nth,))


def _of_words(lines: Sequence[Line]) -> Iterator[Proposal]:
    """Return the words of copies, by the house's own lexicon, disguised ones and all."""
    if not lines:
        return
    texts = Texts(pa.RecordBatch.from_pydict({"text": [plain_text(line.text) for line in lines]}, schema=pa.schema([("text", pa.string())])))
    for row in texts.rows_with(("grade", "trade_code"), 2).tolist():
        for mention in texts.reading(row).of("grade", "trade_code", least=2):
            yield Proposal("copy", mention.written, (row,))
