"""What a clue must hold when it comes in, whichever door it comes through."""

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.institutions.clues.models import Clue
from mingjian.office.lists.text import visible


@dataclass(frozen=True)
class Reported:
    """Who reported it, where somebody did."""

    name: str = ""
    phone: str = ""
    address: str = ""
    wants_secrecy: bool = True


@dataclass(frozen=True)
class Intake:
    """The fields of a clue as they come in: a source, a suspected act, and what it is about."""

    source: str
    suspected_act: str
    title: str = ""
    received_at: datetime | None = None
    original_number: str = ""
    platform: str = ""
    shop_id: str = ""
    shop_name: str = ""
    shop_url: str = ""
    listing_id: str = ""
    listing_title: str = ""
    listing_url: str = ""
    sku: str = ""
    price: Decimal | None = None
    sales_shown: int | None = None
    order_numbers: str = ""
    displayed_operator: str = ""
    operator_name: str = ""
    operator_code: str = ""
    operator_address: str = ""
    suspected_ground: str = ""
    act_place: str = ""
    acted_on: date | None = None
    amount: Decimal | None = None
    content: str = ""
    risk_note: str = ""
    jurisdiction_basis: str = ""
    reporter: Reported | None = field(default=None)

    def made_visible(self) -> "Intake":
        """Show a mark for every sign in the texts that would steer the reader's eye without being seen: they come from files and from pages of sellers."""
        told: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        shown: dict[str, Any] = {name: visible(text.replace("\r\n", "\n")) for name, text in told.items() if isinstance(text, str)}
        return replace(self, **shown)

    def check(self) -> None:
        """Refuse what cannot be a clue, saying which field and why."""
        if self.source not in Clue.Source.values:
            raise BadInput(f"线索来源 {self.source!r} 不在目录中。", f"The source {self.source!r} is not one of: {', '.join(Clue.Source.values)}.")
        if not self.suspected_act.strip():
            raise BadInput("请写明涉嫌行为。", "A clue says what act is suspected.")
        if not (self.platform or self.operator_name or self.displayed_operator or self.content or self.shop_url or self.listing_url):
            raise BadInput(
                "线索须指明对象：平台与网店、链接、经营者或情况说明至少一项。",
                "A clue names its subject: a platform and shop, a link, an operator, or a description.",
            )
        for name in ("shop_url", "listing_url"):
            if (url := getattr(self, name)) and not url.lower().startswith(("http://", "https://")):
                raise BadInput(f"链接须以 http:// 或 https:// 开头：{url[:80]}", f"A link begins with http:// or https://: {url[:80]}")
        self._check_lengths()
        if self.amount is not None and self.amount < 0:
            raise BadInput("涉嫌金额不能为负。", "The suspected amount cannot be negative.")

    def _check_lengths(self) -> None:
        for model_field in Clue._meta.get_fields():
            value, most = getattr(self, model_field.name, None), getattr(model_field, "max_length", None)
            if isinstance(value, str) and most and len(value) > most:
                raise BadInput(f"{model_field.name} 超过 {most} 字。", f"{model_field.name} is longer than {most} characters.")
