"""
What became of an order, by the words of its platform: sold, never bought (`void`), or bought and wholly paid back (`refunded`); null where nothing is said.

A word that is not known is no state: the order counts as one without any word does, and how many there are is said with the word itself.
"""

from collections import Counter

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
_ONLY_DUE = Text(
    "{n} 笔订单没有实付金额，只有订单总额（优惠前或者应付），不能当作实付：不计入交易额。",
    "{n} orders tell no sum paid, only the sum before discounts or due, which cannot stand for it: they do not count into turnover.",
)


def completed(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Counter[Text]]:
    """Fill the state of each order, and count what is to be said of them."""
    status, after = _plain(batch.column("status")), _plain(batch.column("after_sale"))
    paid, refund = batch.column("amount"), batch.column("refund")
    is_partial = pc.fill_null(pc.less(refund, pc.subtract(paid, 0.005)), False)
    is_back = pc.or_(_has(status, _REFUNDED), _has(after, _REFUNDED))
    is_back = pc.and_(is_back, pc.invert(pc.or_(is_partial, pc.or_(_has(status, _NOT_WHOLLY), _has(after, _NOT_WHOLLY)))))
    is_back = pc.or_(is_back, pc.is_valid(batch.column("refunded_at")))
    sale = pc.replace_substring_regex(status, _REQUEST_CLOSED, "")
    is_void = pc.and_(_has(sale, _VOID), pc.invert(_has(status, _REFUNDED)))
    is_sold = pc.or_(_has(status, rf"{_SOLD}|{_REFUNDED}"), _has(after, _REFUNDED))  # what was paid back in part was sold
    nothing = pa.scalar(None, pa.string())
    state = pc.if_else(is_back, REFUNDED, pc.if_else(is_void, VOID, pc.if_else(is_sold, SOLD, nothing)))
    said = Counter({text: int(count) for of, text in _COUNTED.items() if (count := pc.sum(pc.equal(state, of)).as_py())})
    only_due = pc.and_(pc.is_null(paid), pc.is_valid(batch.column("due")))
    said += Counter({_ONLY_DUE: int(pc.sum(only_due).as_py() or 0)})
    said += _unknown(Text("订单状态", "The state"), status, is_known=pc.is_valid(state))
    said += _unknown(Text("售后状态", "The after-sales state"), after, is_known=_has(after, rf"{_REFUNDED}|{_NO_AFTER_SALE}|{_AFTER_SALE_OPEN}"))
    return batch.set_column(batch.schema.get_field_index("state"), batch.schema.field("state"), state), said


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
