"""What a notice complains of: web addresses, or places without one; read from what was typed, and which of them are sealed."""

from mingjian.core.capture.guard import address_fault
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.subjects import APART, Place
from mingjian.institutions.evidence.captures.queries import captures_of
from mingjian.institutions.notices.models import Notice

MOST = 50
LONGEST = 2000  # signs of one
_WRITTEN = ("›", "»", "→")  # what stands between the parts of a place; a web address has none of them


def read_addresses(typed: str) -> list[str]:
    """Read one web address or place a line, each once. Raises BadInput for none, too many, or what is neither, with its line."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not lines:
        raise BadInput("请填写被通知的网址或者处所。", "Give the addresses or places complained of.")
    found: dict[str, None] = {}
    for nth, one in enumerate(lines, 1):
        address, fault = read_address(one)
        if fault:
            raise BadInput(f"第 {nth} 个网址：{fault.zh}", f"Address {nth}: {fault.en}")
        found[address] = None
    if len(found) > MOST:
        raise BadInput(f"一份通知至多 {MOST} 个网址，请分开提交。", f"A notice names {MOST} addresses at most: send several.")
    return list(found)


def read_address(line: str) -> tuple[str, Text | None]:
    """Read one: a web address as it is, a place in the one way in which it is written; with what is wrong, where it is neither."""
    if is_place(line):
        try:
            return Place.read(line).said().zh, None
        except BadInput as error:
            return line, error.text
    if len(line) > LONGEST:
        return line, Text("网址过长。", "The address is too long.")
    return line, address_fault(line)


def is_place(address: str) -> bool:
    """Whether something is written as a place and not as a web address: an app, a mini-program, a live room, an account, a group."""
    return any(sign in address for sign in _WRITTEN) or (" > " in address and "://" not in address)


def subject_of(address: str) -> str:
    """Give `platform/kind/name` of a place, whatever moment or way is told; empty for a web address."""
    return Place.read(address).subject if APART in address else ""


def not_sealed(notice: Notice) -> list[str]:
    """
    Give the addresses of a notice that no sealed capture of its dossier is of.

    A place has no page to capture: it is sealed once a file of the sender's, a screenshot or recording, lies sealed in the dossier.
    """
    if notice.dossier is None:
        return list(notice.addresses)
    kept = set(captures_of(notice.dossier).filter(stands="kept").values_list("url", flat=True))
    has_file = notice.additions.filter(sealed_at__isnull=False).exclude(sha256="").exists()
    return [one for one in notice.addresses if not (has_file if APART in one else one in kept)]
