"""What a picture may propose, each kind with its name; `core.screening.proposals` finds it. It stands apart since models need it and compile nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from mingjian.core.extraction.licences import TITLES
from mingjian.core.language import Text

#: What is proposed, in the order in which it is shown. Fields of a licence are `licence.` and their name.
KINDS: Mapping[str, Text] = {
    "account": Text("账号、群", "Account or group"),
    "phone": Text("电话", "Telephone"),
    "paid": Text("已付金额（元）", "Sum paid (yuan)"),
    "price": Text("价格（元）", "Price (yuan)"),
    "order": Text("订单编号", "Order number"),
    "waybill": Text("运单号", "Waybill"),
    "brand": Text("品牌", "Brand"),
    "copy": Text("仿品用语", "Word of copies"),
    "promise": Text("正品承诺", "Promise that it is genuine"),
} | {f"licence.{name}": title for name, title in TITLES.items()}


@dataclass(frozen=True)
class Proposal:
    """One thing that a picture says: of which kind, its value, the lines that it stands in, and whether something speaks against it."""

    kind: str
    value: str
    lines: tuple[int, ...]
    is_doubtful: bool = False
    how: str = ""  # of an account: of which application
