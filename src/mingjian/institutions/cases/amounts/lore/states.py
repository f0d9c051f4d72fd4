"""
What an order's state, in the words of its platform, says of the sale: whether it came about, and whether the money went back.

Platforms write compound states (`已收货，退款成功`), and mark deleted orders in front (`(删除)等待出库`).
A refund that was asked for and closed changes nothing.
"""

import re

#: What only looks like a sale that was called off: the buyer's request for the money was.
_NO_REFUND = re.compile(r"(?:退款|售后|退货)(?:申请)?(?:已)?(?:关闭|取消|撤销)|(?:取消|撤销|关闭)(?:退款|售后|退货)|refund (?:request )?(?:cancell?ed|closed)")
_CALLED_OFF = re.compile(r"关闭|取消|[(（]删除[)）]|未付款|待付款|待支付|未支付|等待(?:买家|用户)?付款|cancell?ed|closed|unpaid|pending ?payment")
_IN_PART = re.compile(r"部分退款|partial(?:ly)?[ _-]refund")
_REFUNDED = re.compile(r"退款成功|已退款|全额退款|退款完成|refunded")


def is_called_off(status: str | None) -> bool:
    """Whether the order was cancelled, closed, deleted or never paid, so that nothing was sold."""
    return bool(_CALLED_OFF.search(_told(status)))


def is_refunded(status: str | None) -> bool:
    """Whether the state says that the money went back, all of it."""
    told = _told(status)
    return bool(_REFUNDED.search(told)) and not _IN_PART.search(told)


def is_refunded_in_part(status: str | None) -> bool:
    """Whether a part of the money went back: how much, no column tells."""
    return bool(_IN_PART.search(_told(status)))


def _told(status: str | None) -> str:
    return _NO_REFUND.sub("", str(status or "").casefold())
