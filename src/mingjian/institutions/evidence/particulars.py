"""What a buyer tells of a purchase, and how much of it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from mingjian.core.errors import BadInput

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 10  # kits from one address
LONGEST_STORY = 5000
LONGEST = {"purchase_place": 300, "goods_bought": 200, "buyer_story": LONGEST_STORY, "purchase_order": 80, "purchase_waybill": 60}  # signs


@dataclass(frozen=True)
class Purchase:
    """What a buyer tells of a purchase."""

    place: str
    goods: str
    story: str
    paid_on: date | None = None
    amount: Decimal | None = None
    order_number: str = ""
    waybill: str = ""

    def papers(self) -> dict[str, Any]:
        """Return it as the papers of the act that opens a kit."""
        told = {"purchase_place": self.place, "goods_bought": self.goods, "buyer_story": self.story}
        more = {"paid_on": self.paid_on, "paid_amount": self.amount, "purchase_order": self.order_number, "purchase_waybill": self.waybill}
        return {**told, **{name: value for name, value in more.items() if value not in (None, "")}}


@dataclass(frozen=True)
class Files:
    """Files that somebody brings to a kit at once: the kind of item that they are, a note, and the uploads."""

    kind: str
    note: str
    files: tuple[UploadedFile[Any], ...]


def check_lengths(**papers: str) -> None:
    """Refuse what is longer than a kit keeps: cut, an order's number would be another's. Raises BadInput."""
    for name, value in papers.items():
        if len(value) > LONGEST[name]:
            raise BadInput(f"“{value[:20]}…”过长：至多 {LONGEST[name]} 字。", f"“{value[:20]}…” is too long: {LONGEST[name]} characters at most.")
