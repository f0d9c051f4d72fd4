"""The register of products: numbers of permits, registrations and filings that listings show, as makers of plants have them entered."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa
from stdnum.iso7064 import mod_11_10

from mingjian.core.made_market.operators import as_kind

_MAKERS = ("浙江映禾", "江苏朗泽", "安徽景润", "上海卓远")


@dataclass
class ProductRegister:
    """Product permits as they are entered. No number is anybody's: each has a year or a county that none has."""

    rows: list[dict[str, object]] = field(default_factory=list)
    given: int = 0

    def number(self, category: str) -> str:
        """Return out a number of the field's form."""
        self.given += 1
        n = self.given
        if category == "化妆品":
            return f"沪G妆网备字2097{n:06d}"
        if category == "药品":
            return f"国药准字H2097{n:04d}"
        if category == "医疗器械":
            return f"国械注准20973{n:06d}"
        if category == "保健食品":
            return f"食健备G209731{n:06d}"
        digits = f"101330097{n:04d}"
        return f"SC{digits}{mod_11_10.calc_check_digit(digits)}"

    def enter(self, number: str, goods: str, until: date, status: str = "有效") -> None:
        """Enter a permit, given out five years before it ends."""
        maker = f"{_MAKERS[len(self.rows) % len(_MAKERS)]}有限公司"
        issued = until - timedelta(days=1825)
        self.rows.append({"permit_id": number, "goods": goods, "holder": maker, "issued_on": issued, "valid_until": until, "status": status})

    def approve(self, category: str, goods: str, until: date) -> str:
        """Enter goods under a number of their field, and give it."""
        number = self.number(category)
        self.enter(number, goods, until)
        return number

    def table(self) -> pa.Table:
        """Make the table of permits."""
        columns = {name: [row[name] for row in self.rows] for name in ("permit_id", "goods", "holder", "issued_on", "valid_until", "status")}
        return as_kind("permit", {"platform": ["产品登记簿"] * len(self.rows), "type": ["产品注册或备案"] * len(self.rows), **columns})
