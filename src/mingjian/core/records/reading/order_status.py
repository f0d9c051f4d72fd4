"""
What became of an order, by the words of its platform: sold, never bought (`void`), or bought and wholly paid back (`refunded`); null where nothing is said.

A word that is not known is no state: the order counts as one without any word does, and how many there are is said with the word itself.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text
from mingjian.core.records.reading.rows import shortened

SOLD, VOID, REFUNDED = "sold", "void", "refunded"
#: What is written of an order of several goods of which some went back or were called off, and some did not; `_IN_PART` finds it.
PART_BACK = "部分商品已退款或者已取消，金额未载明"
_SLACK = Decimal("0.01")  # by which a refund may be above the sum from rounding
MOST_NAMED = 20  # words that are not known and named one by one

#: Parts of what platforms write. JD puts `(删除)` before the state that a cancelled order had.
_VOID = (
    r"^\(删除\)|取消|关闭|作废|失效|无效|拒单|拒收|流团|未成团|(?:待|未|等待)(?:买家)?(?:付款|支付)|(?:付款|支付)失败|^cancell?ed|^closed|^unpaid|^unavailable|"
    r"^void|^expired|wait_buyer_pay|trade_closed"
)
#: What only looks like a sale that was called off: the buyer's request for the money was.
_REQUEST_CLOSED = r"(?:退款|售后|退货)(?:申请)?(?:已)?(?:关闭|取消|撤销)|(?:取消|撤销|关闭)(?:退款|售后|退货)|refundrequestcancell?ed|refundclosed"
_REFUNDED = r"(?:退款|退货退款|售后)(?:已)?(?:成功|完成)|已(?:全额)?退款|全额退款|已全部退款|refunded"
_NOT_WHOLLY = r"部分|partial"
#: Of a part of the goods, not of the money.
_PART_OF_GOODS = r"部分(?:商品)?(?:已)?(?:发货|出库|收货|签收|配送|付款|支付)|partial(?:ly)?[_-]?(?:shipped|delivered|fulfilled|paid|received)"
#: A request of which nothing came: what stands beside it as a sum or a day is what was asked for.
_REQUEST_FAILED = (
    r"(?:退款|退货|售后)(?:申请)?(?:已)?(?:失败|被?拒绝|被?驳回)|"
    r"(?:拒绝|驳回|不同意)(?:部分)?(?:退款|退货|售后)|refund(?:request)?[_-]?(?:failed|rejected|denied|declined)"
)
#: A refund of a part that was made: what speaks of such a request that came to nothing is taken out of the words before.
_IN_PART = r"部分(?:商品)?(?:已)?退|partial(?:ly)?[_-]?refund"
_CAME_TO_NOTHING = rf"(?:部分(?:商品)?|partial[_-]?)?(?:{_REQUEST_CLOSED}|{_REQUEST_FAILED})"
_CALLED_OFF = r"取消|关闭|拒绝|驳回|失败|撤销|不同意|cancell?ed|closed|failed|rejected|denied|declined"
_SOLD = (
    r"成功|完成|签收|收货|发货|出库|已付款|已支付|付款成功|支付成功|待评价|已评价|配送|运输|待自提|已自提|已成团|已结算|已核销|待揽收|已揽收|"
    r"^finished|^complete|^shipped|^delivered|^paid|^processing|^approved|^invoiced|^success|trade_finished|wait_seller_send|wait_buyer_confirm"
)
_NO_AFTER_SALE = r"^(?:无|没有|未|暂无|-|none|no\b)|取消|关闭|拒绝|驳回|失败|撤销"
_AFTER_SALE_OPEN = r"中$|处理|待|等待|申请|审核|退款|退货|换货|补寄|维修|仲裁"

_COUNTED = {
    VOID: Text("{n} 笔订单已取消、已关闭或者未付款，不计为销售。", "{n} orders were cancelled, closed or never paid: they do not count as sales."),
    REFUNDED: Text("{n} 笔订单已全额退款，不计入交易额。", "{n} orders were wholly refunded: they do not count into turnover."),
}
_NOT_BACK = Text(
    "{n} 笔订单的退款申请失败、被拒绝、已关闭或者已撤销，没有退款：其退款金额和退款时间不读入，订单照计。",
    "For {n} orders the request for a refund failed, was refused, closed or withdrawn, and nothing went back: its sum and its time are not read, and the "
    "orders count.",
)
_ONLY_DUE = Text(
    "{n} 笔订单没有实付金额，只有订单总额（优惠前或者应付），不能当作实付：不计入交易额。",
    "{n} orders tell no sum paid, only the sum before discounts or due, which cannot stand for it: they do not count into turnover.",
)


#: Whether `refund_of` is all of the sum, in SQL on the columns of an order. Files that were loaded before there was a state have only the time and the sum.
WHOLLY_BACK = (
    "(coalesce(state, '') = 'refunded' OR (refunded_at IS NOT NULL AND coalesce(state, '') <> 'sold')) AND NOT coalesce(refund < amount - 0.005, FALSE)"
)


class Back(NamedTuple):
    """What went back of an order, in yuan to the cent; `is_untold`: a refund is on record and no sum of it; `is_beyond`: more than was paid is on record."""

    sum: Decimal
    is_untold: bool = False
    is_beyond: bool = False


def refund_of(order: Mapping[str, Any]) -> Back:
    """
    Return what went back of an order as it was loaded, never more than was paid.

    `completed` took out what failed requests had asked for. A sum counts before any word; without one all went back where the state or the time says so.
    """
    paid, refund = cents(order["amount"]), cents(order["refund"])
    if order["state"] == VOID:
        return Back(paid)
    if refund > 0:
        return Back(min(refund, paid), is_beyond=refund > paid + _SLACK)
    is_back = order["state"] == REFUNDED or (order["refunded_at"] is not None and order["state"] != SOLD)
    says_part = any(re.search(_IN_PART, re.sub(_CAME_TO_NOTHING, "", _plain_text(order[name]))) for name in ("status", "after_sale"))
    if is_back and order["refund"] is None and not says_part:
        return Back(paid)
    return Back(Decimal(0), is_back or says_part or order["refunded_at"] is not None)


def cents(told: Any) -> Decimal:
    """Return a sum of a record to the cent; zero where none is told."""
    is_sum = isinstance(told, int | float | Decimal) and isfinite(told)
    return Decimal(str(told)).quantize(Decimal("0.01"), ROUND_HALF_UP) if is_sum else Decimal(0)


def completed(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Counter[Text]]:
    """Fill the state of each order, and count what is to be said of them."""
    status, after = _plain(batch.column("status")), _plain(batch.column("after_sale"))
    batch, not_back = _without_failed(batch, status, after)
    paid, refund, has_time = batch.column("amount"), batch.column("refund"), pc.is_valid(batch.column("refunded_at"))
    of_money = _without(status, _PART_OF_GOODS)
    is_partial = pc.fill_null(pc.less(refund, pc.subtract(paid, 0.005)), False)
    is_partial = pc.or_(is_partial, pc.or_(_has(of_money, _NOT_WHOLLY), _has(after, _NOT_WHOLLY)))
    is_refunded, in_part = pc.or_(_has(status, _REFUNDED), _has(after, _REFUNDED)), _is_in_part(status, after)
    is_back = pc.and_(pc.or_(is_refunded, has_time), pc.invert(is_partial))
    sale = _without(status, _REQUEST_CLOSED)
    was_paid = pc.or_(pc.or_(_has(status, _REFUNDED), has_time), in_part)  # what was paid back, if in part, had been paid
    is_void = pc.and_(_has(sale, _VOID), pc.invert(was_paid))
    is_sold = pc.or_(pc.or_(_has(status, _SOLD), is_refunded), was_paid)  # what was paid back in part was sold
    nothing = pa.scalar(None, pa.string())
    state = pc.if_else(is_back, REFUNDED, pc.if_else(is_void, VOID, pc.if_else(is_sold, SOLD, nothing)))
    said = Counter({text: int(count) for of, text in _COUNTED.items() if (count := pc.sum(pc.equal(state, of)).as_py())})
    said += Counter({_NOT_BACK: not_back})
    only_due = pc.and_(pc.is_null(paid), pc.is_valid(batch.column("due")))
    said += Counter({_ONLY_DUE: int(pc.sum(only_due).as_py() or 0)})
    said += _unknown(Text("订单状态", "The state"), status, is_known=pc.is_valid(state))
    said += _unknown(Text("售后状态", "The after-sales state"), after, is_known=_has(after, rf"{_REFUNDED}|{_NO_AFTER_SALE}|{_AFTER_SALE_OPEN}"))
    return batch.set_column(batch.schema.get_field_index("state"), batch.schema.field("state"), state), said


def _without_failed(batch: pa.RecordBatch, status: pa.DictionaryArray, after: pa.DictionaryArray) -> tuple[pa.RecordBatch, int]:
    """Leave out the sum and the time of refunds that failed, and count the orders that had either."""
    was_asked = pc.or_(_has(status, rf"{_REQUEST_CLOSED}|{_REQUEST_FAILED}"), _has(after, _CALLED_OFF))
    was_made = pc.or_(pc.or_(_has(status, _REFUNDED), _has(after, _REFUNDED)), _is_in_part(status, after))
    is_failed = pc.and_(was_asked, pc.invert(was_made))
    count = int(pc.sum(pc.and_(is_failed, pc.or_(pc.is_valid(batch.column("refund")), pc.is_valid(batch.column("refunded_at"))))).as_py() or 0)
    for name in ("refund", "refunded_at") if count else ():
        place = batch.schema.get_field_index(name)
        batch = batch.set_column(place, batch.schema.field(place), pc.if_else(is_failed, pa.scalar(None, batch.column(place).type), batch.column(place)))
    return batch, count


def _is_in_part(status: pa.DictionaryArray, after: pa.DictionaryArray) -> pa.Array:
    """Return where the words speak of a part of the money that went back, whatever became of another request."""
    of_status, of_after = (_has(_without(texts, _CAME_TO_NOTHING), _IN_PART) for texts in (status, after))
    return pc.or_(of_status, of_after)


def _plain_text(words: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(words or "")).split()).lower()


def _plain(texts: pa.Array) -> pa.DictionaryArray:
    """Return words in one spelling, each kept once: a platform has some twenty, and a pattern is tried on each of these and not on each order."""
    kept = texts.dictionary_encode()
    words = pc.utf8_lower(pc.replace_substring_regex(pc.utf8_normalize(kept.dictionary, form="NFKC"), r"\s", ""))
    return pa.DictionaryArray.from_arrays(kept.indices, words)


def _has(texts: pa.DictionaryArray, pattern: str) -> pa.Array:
    return pc.fill_null(pc.match_substring_regex(texts.dictionary, pattern).take(texts.indices), False)


def _without(texts: pa.DictionaryArray, pattern: str) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(texts.indices, pc.replace_substring_regex(texts.dictionary, pattern, ""))


def _unknown(what: Text, texts: pa.DictionaryArray, *, is_known: pa.Array) -> Counter[Text]:
    """Name each word that is not known with how many orders bear it; `{n}` is filled once the file was read."""
    left = texts.filter(pc.and_(pc.is_valid(texts), pc.invert(is_known))).dictionary_decode()
    found = sorted(((one["counts"], one["values"]) for one in pc.value_counts(left).to_pylist()), reverse=True)[:MOST_NAMED] if len(left) else []
    return Counter({_not_known(what, shortened(word)[:40].replace("{", "{{").replace("}", "}}")): n for n, word in found})


def _not_known(what: Text, word: str) -> Text:
    return Text(
        f"{what.zh}“{word}”不认识（{{n}} 笔），仍按有效订单计，请核对。",
        f"{what.en} “{word}” is not known ({{n}} orders): they count all the same; check them.",
    )
