"""One envelope of Shanghai's for Hangzhou, for whoever tests what becomes of it."""

from core.wire.three_nodes import AT, KEYS, REGISTER, released

from mingjian.core.agreement.masks import with_masks
from mingjian.core.wire.envelope import Envelope, Place, pack, record_item
from mingjian.core.wire.names import Name
from mingjian.core.wire.sealed_record import seal

NAME = Name("sh.mingjian.example", "clue", "C2026-0000001")
VALUES = {"title": "充电器标价二十元", "shop": "甲网/S1", "phone": "13812345678", "reporter": "张三丰举报"}
PLACE = Place(1, 1, None)


def made(values: dict[str, str] | None = None) -> Envelope:
    sealed = seal(NAME, "clue", with_masks(VALUES if values is None else values, {"phone": {"mask_middle"}}))
    return pack(released(), [record_item(sealed, released())], keys=KEYS["sh"], register=REGISTER, place=PLACE, at=AT)


ENVELOPE = made()
