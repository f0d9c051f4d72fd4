"""Registers of members as files: drawn up out of cards, and read before they are signed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.register import Register, draw_up, read_register
from mingjian.institutions.exchange.models import AdoptedRegister, OwnAgreement
from mingjian.institutions.exchange.services.node import own_card, register_named

LARGEST = 2**20  # bytes of a card or register


def signed_in(data: bytes) -> Signed:
    """Read a card or a register out of a file. Raises BadInput where it is none."""
    if len(data) > LARGEST:
        raise BadInput("文件过大，不是名片或者名册。", "The file is too large to be a card or a register.")
    return Signed.read(data.strip())


def drawn(cards: Sequence[bytes], about: OwnAgreement, threshold: int) -> bytes:
    """Return a register of these cards about a sheet, the next version of the one in force; nobody has signed it yet."""
    before = AdoptedRegister.objects.filter(agreement=about.name).order_by("-version").first()
    told: dict[str, Any] = {"agreement": about.name, "sheet": about.in_force, "sheet_sha256": about.sha256, "threshold": threshold}
    made = draw_up([signed_in(one) for one in cards], **told, before=register_named(str(before)) if before else None)
    return made.data + b"\n"


def read(data: bytes) -> Register:
    """Read a register out of a file."""
    return read_register(signed_in(data))


def card_here(zh: str, en: str, serves: str, door: str, since: date, until: date) -> bytes:
    """Return this node's card, for whoever draws the register up. Raises BadInput where the regions are no beginnings of codes."""
    regions = [one.strip() for one in serves.replace("，", ",").split(",") if one.strip()]
    if not regions or not all(one.isdecimal() and len(one) in (2, 4, 6) for one in regions):
        raise BadInput("服务区域须为区划代码开头的两、四或六位数字。", "The regions are the first two, four or six digits of region codes.")
    return own_card(title={"zh": zh, "en": en}, serves=regions, doors=[door] if door else [], days=(since, until)).data + b"\n"
