"""
The short code of a receipt: eight signs without lookalikes, safe against guessing by how few may be tried.

31 signs to the eighth are 8.5e11. A short code serves for 180 days. Ten wrong ones of one origin within ten minutes, or two hundred of all within an
hour, and only long codes (144 bits) serve until fewer are counted. What lies behind shows no personal data (decision 68).
"""

import secrets
from datetime import datetime, timedelta

from mingjian.core.errors import NotFound, StepRefused
from mingjian.institutions.evidence.models import Kit, ShortCode, WrongCode
from mingjian.office.models.hidden import lookup

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0, 1, I, L, O
LENGTH = 8
SERVES = timedelta(days=180)
A_WHILE, MOST_OF_ONE = timedelta(minutes=10), 10
AN_HOUR, MOST_OF_ALL = timedelta(hours=1), 200


def give_short_code(kit: Kit, at: datetime) -> ShortCode:
    """Make a short code for a kit."""
    code = _drawn()
    while ShortCode.objects.filter(code_key=lookup(code)).exists():
        code = _drawn()
    return ShortCode.objects.create(kit=kit, code=code, until=at + SERVES)


def _drawn() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def is_short(typed: str) -> bool:
    """Return whether what somebody typed can be a short code."""
    plain = plainly(typed)
    return len(plain) == LENGTH and set(plain) <= set(SIGNS)


def plainly(typed: str) -> str:
    """Write a short code as it is kept: capitals, without the hyphen and blanks that people put into it."""
    return "".join(sign for sign in typed.upper() if sign not in "- \u3000－—")


def kit_by_short_code(typed: str, origin: str, at: datetime) -> Kit:
    """Return the kit of a short code. Raises NotFound, and StepRefused where too many wrong ones were tried."""
    _refuse_guessing(origin, at)
    found = ShortCode.objects.filter(code_key=lookup(plainly(typed)), until__gt=at).select_related("kit").first()
    if found is None:
        WrongCode.objects.filter(at__lt=at - AN_HOUR).delete()
        WrongCode.objects.create(origin=origin, at=at)
        raise NotFound(
            "没有这个编号，请核对回执上的编号。短编号自提交之日起 180 日内有效。",
            "There is no such code. Short codes serve for 180 days.",
        )
    return found.kit


def _refuse_guessing(origin: str, at: datetime) -> None:
    wrong = WrongCode.objects.filter(at__gt=at - AN_HOUR)
    if wrong.filter(origin=origin, at__gt=at - A_WHILE).count() >= MOST_OF_ONE or wrong.count() >= MOST_OF_ALL:
        raise StepRefused(
            "短编号输错次数过多，请稍后再试，或者使用回执上的长编号、二维码。",
            "Too many wrong short codes: try again later, or use the long code or the QR code of the receipt.",
        )
