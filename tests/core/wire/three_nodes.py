"""Three nodes as values: keys, ledgers' keys, and a register that all have signed."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from mingjian.core.agreement.reader import agreement
from mingjian.core.agreement.release import Party, Release, ReleaseRequest, release
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.wire.keys import NodeKeys
from mingjian.core.wire.register import Register, card, draw_up, read_register

DAYS = (date(2026, 1, 1), date(2027, 12, 31))
SHEET = agreement("three_regions_demo", date(2026, 1, 1))
NAMES = {"sh": ("sh.mingjian.example", "上海", "31"), "hz": ("hz.mingjian.example", "杭州", "3301"), "nj": ("nj.mingjian.example", "南京", "3201")}
AT = datetime(2026, 12, 3, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
KEYS = {key: NodeKeys.new(name) for key, (name, _, _) in NAMES.items()}
LEDGERS = {key: Signer.new(f"{name}/ledger") for key, (name, _, _) in NAMES.items()}
CARDS = {
    key: card(KEYS[key], title={"zh": zh, "en": key}, serves=[code], doors=[f"http://{key}.example"], ledger=LEDGERS[key].verifier, days=DAYS)
    for key, (_, zh, code) in NAMES.items()
}


def signed_register(threshold: int = 2) -> Register:
    """Return a first version that all three have signed."""
    drawn = draw_up(list(CARDS.values()), agreement=SHEET.name, sheet=SHEET.in_force, sheet_sha256=SHEET.digest, threshold=threshold)
    return read_register(drawn.signed_by([keys.root for keys in KEYS.values()]))


REGISTER = signed_register()


def party(key: str) -> Party:
    name, _, code = NAMES[key]
    return Party(name, code)


def released(sender: str = "sh", to: str = "hz", fields: tuple[str, ...] = ("title", "shop", "phone", "reporter"), place: str = "330106") -> Release:
    """Return the release of a clue for checking."""
    decided = release(SHEET, ReleaseRequest("clue", fields, "check_clue", party(sender), party(to), AT.date(), place), is_signed=True)
    assert isinstance(decided, Release)
    return decided
