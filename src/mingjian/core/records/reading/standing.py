"""
What became of an order, by the words of its platform: sold, never bought (`void`), or bought and wholly paid back (`refunded`); null where nothing is said.

A word that is not known is no state: the order counts as one without any word does, and how many there are is said with the word itself.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.language import Text
from mingjian.core.records.reading.rows import shortened

SOLD, VOID, REFUNDED = "sold", "void", "refunded"
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
    r"(?:拒绝|驳回|不同意)(?:退款|退货|售后)|refund(?:request)?[_-]?(?:failed|rejected|denied|declined)"
)
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


#: The same as `is_wholly_back`, in SQL on the columns of an order. Files that were loaded before there was a state have only the time and the sum.
WHOLLY_BACK = (
    "(coalesce(state, '') = 'refunded' OR (refunded_at IS NOT NULL AND coalesce(state, '') <> 'sold')) AND NOT coalesce(refund < amount - 0.005, FALSE)"
)


def is_wholly_back(order: Mapping[str, Any]) -> bool:
    """Return whether all that was paid for an order went back: a time of refund says so only where neither the sum nor the platform's words speak of a part."""
    is_back = order["state"] == REFUNDED or (order["refunded_at"] is not None and order["state"] != SOLD)
    paid, refund = order["amount"], order["refund"]
    return is_back and not (paid is not None and refund is not None and refund < paid - 0.005)


def completed(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Counter[Text]]:
    """Fill the state of each order, and count what is to be said of them."""
    status, after = _plain(batch.column("status")), _plain(batch.column("after_sale"))
    batch, not_back = _without_failed(batch, status, after)
    paid, refund, has_time = batch.column("amount"), batch.column("refund"), pc.is_valid(batch.column("refunded_at"))
    of_money = pc.replace_substring_regex(status, _PART_OF_GOODS, "")
    is_partial = pc.fill_null(pc.less(refund, pc.subtract(paid, 0.005)), False)
    is_partial = pc.or_(is_partial, pc.or_(_has(of_money, _NOT_WHOLLY), _has(after, _NOT_WHOLLY)))
    is_back = pc.or_(pc.or_(_has(status, _REFUNDED), _has(after, _REFUNDED)), has_time)
    is_back = pc.and_(is_back, pc.invert(is_partial))
    sale = pc.replace_substring_regex(status, _REQUEST_CLOSED, "")
    is_void = pc.and_(_has(sale, _VOID), pc.invert(pc.or_(_has(status, _REFUNDED), has_time)))  # what was paid back, if in part, had been paid
    is_sold = pc.or_(pc.or_(_has(status, rf"{_SOLD}|{_REFUNDED}"), _has(after, _REFUNDED)), has_time)  # what was paid back in part was sold
    nothing = pa.scalar(None, pa.string())
    state = pc.if_else(is_back, REFUNDED, pc.if_else(is_void, VOID, pc.if_else(is_sold, SOLD, nothing)))
    said = Counter({text: int(count) for of, text in _COUNTED.items() if (count := pc.sum(pc.equal(state, of)).as_py())})
    said += Counter({_NOT_BACK: not_back})
    only_due = pc.and_(pc.is_null(paid), pc.is_valid(batch.column("due")))
    said += Counter({_ONLY_DUE: int(pc.sum(only_due).as_py() or 0)})
    said += _unknown(Text("订单状态", "The state"), status, is_known=pc.is_valid(state))
    said += _unknown(Text("售后状态", "The after-sales state"), after, is_known=_has(after, rf"{_REFUNDED}|{_NO_AFTER_SALE}|{_AFTER_SALE_OPEN}"))
    return batch.set_column(batch.schema.get_field_index("state"), batch.schema.field("state"), state), said


def _without_failed(batch: pa.RecordBatch, status: pa.Array, after: pa.Array) -> tuple[pa.RecordBatch, int]:
    """Leave out the sum and the time of refunds that failed, and count the orders that had either."""
    was_asked = pc.or_(_has(status, rf"{_REQUEST_CLOSED}|{_REQUEST_FAILED}"), _has(after, _CALLED_OFF))
    is_failed = pc.and_(was_asked, pc.invert(pc.or_(_has(status, _REFUNDED), _has(after, _REFUNDED))))
    count = int(pc.sum(pc.and_(is_failed, pc.or_(pc.is_valid(batch.column("refund")), pc.is_valid(batch.column("refunded_at"))))).as_py() or 0)
    for name in ("refund", "refunded_at") if count else ():
        place = batch.schema.get_field_index(name)
        batch = batch.set_column(place, batch.schema.field(place), pc.if_else(is_failed, pa.scalar(None, batch.column(place).type), batch.column(place)))
    return batch, count


def _plain(texts: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"\s", ""))


def _has(texts: pa.Array, pattern: str) -> pa.Array:
    return pc.fill_null(pc.match_substring_regex(texts, pattern), False)


def _unknown(what: Text, texts: pa.Array, *, is_known: pa.Array) -> Counter[Text]:
    """Name each word that is not known with how many orders bear it; `{n}` is filled once the file was read."""
    left = texts.filter(pc.and_(pc.is_valid(texts), pc.invert(is_known)))
    found = sorted(((one["counts"], one["values"]) for one in pc.value_counts(left).to_pylist()), reverse=True)[:MOST_NAMED] if len(left) else []
    return Counter({_not_known(what, shortened(word)[:40].replace("{", "{{").replace("}", "}}")): n for n, word in found})


def _not_known(what: Text, word: str) -> Text:
    return Text(
        f"{what.zh}“{word}”不认识（{{n}} 笔），仍按有效订单计，请核对。",
        f"{what.en} “{word}” is not known ({{n}} orders): they count all the same; check them.",
    )
