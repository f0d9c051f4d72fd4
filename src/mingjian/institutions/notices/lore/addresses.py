"""The addresses of a notice: read from what was typed, and which of them are sealed."""

from mingjian.core.capture.guard import address_fault
from mingjian.core.errors import BadInput
from mingjian.institutions.evidence.captures.queries import captures_of
from mingjian.institutions.notices.models import Notice

MOST = 50
LONGEST = 2000  # signs of one


def read_addresses(typed: str) -> list[str]:
    """Read one address a line, each once. Raises BadInput for none, too many, or what is no web address, with its line."""
    found = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if not found:
        raise BadInput("请填写被通知的网址。", "Give the addresses complained of.")
    if len(found) > MOST:
        raise BadInput(f"一份通知至多 {MOST} 个网址，请分开提交。", f"A notice names {MOST} addresses at most: send several.")
    for nth, one in enumerate(found, 1):
        fault = address_fault(one)
        if fault or len(one) > LONGEST:
            zh, en = (fault.zh, fault.en) if fault else ("网址过长。", "The address is too long.")
            raise BadInput(f"第 {nth} 个网址：{zh}", f"Address {nth}: {en}")
    return found


def not_sealed(notice: Notice) -> list[str]:
    """Give the addresses of a notice that no sealed capture of its dossier is of."""
    if notice.dossier is None:
        return list(notice.addresses)
    kept = set(captures_of(notice.dossier).filter(stands="kept").values_list("url", flat=True))
    return [one for one in notice.addresses if one not in kept]
