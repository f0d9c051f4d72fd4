"""What a notice complains of: web addresses, or places without one; read from what was typed, and which of them are sealed."""

import re
from collections.abc import Mapping

from mingjian.core.capture.guard import address_fault
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.procedure.papers.addresses import lines_of
from mingjian.core.subjects import APART, Place, is_place
from mingjian.institutions.evidence.queries.waivers import unkept
from mingjian.institutions.notices.models import Notice

MOST = 10_000
LONGEST = 2000  # signs of one
#: An address in what an app shares, what may stand behind it, one without its scheme, and the link of a mini-program as it is copied.
_SHARED = re.compile(r"https?://[^\s「」『』【】《》“”\"<>，。；！]+", re.IGNORECASE)
_BEHIND = ".,;:!?、）)]}'’"
_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}(?::\d{1,5})?/[^\s]+", re.IGNORECASE)
_PROGRAM = re.compile(r"#?小程序://(?P<name>[^/\s]{1,80})/(?P<path>\S{1,300})")
_SHOWN = 5  # faulty lines that a refusal names


def read_addresses(typed: str) -> list[str]:
    """Read one web address or place a line, each once. Raises BadInput for none, too many, or what is neither, with its line."""
    lines = lines_of(typed.replace("\r\n", "\n"))
    if not lines:
        raise BadInput("请填写被通知的网址，或者无网址内容（直播间、账号等）的名称。", "Give the addresses or places complained of.")
    read = [read_address(line) for line in lines]
    refuse({nth: fault for nth, (_, fault) in enumerate(read, 1) if fault})
    found = list(dict.fromkeys(address for address, _ in read))
    if len(found) > MOST:
        raise BadInput(f"一份通知至多 {MOST} 个网址，请分开提交。", f"A notice names {MOST} addresses at most: send several.")
    return found


def refuse(faults: Mapping[int, Text]) -> None:
    """Raise BadInput that names each line with what stands against it, by its number counted from 1; nothing where nothing does."""
    if not faults:
        return
    told = [Text(f"第 {nth} 个网址：{fault.zh}", f"Address {nth}: {fault.en}") for nth, fault in list(faults.items())[:_SHOWN]]
    more = len(faults) - len(told)
    zh, en = " ".join(one.zh for one in told), " ".join(one.en for one in told)
    raise BadInput(zh + (f" 另有 {more} 个。" if more else ""), en + (f" And {more} more." if more else ""))


def read_address(line: str) -> tuple[str, Text | None]:
    """
    Read one: a web address as it is, a place in the one way in which it is written; with what is wrong, where it is neither.

    Of what an app shares (`【淘宝】https://m.tb.cn/… 复制打开`) the address in it, of the link of a mini-program the place, and of a host without a scheme its
    address by https.
    """
    if not line:
        return line, Text("没有填写网址。", "The address is missing.")
    if program := _PROGRAM.fullmatch(line):
        line = f"微信 {APART} 小程序 {program['name']} {APART} {program['path']}"
    elif not is_place(line) and (any(sign.isspace() for sign in line) or not line.lower().startswith(("http://", "https://"))):
        found = list(dict.fromkeys(one.rstrip(_BEHIND) for one in _SHARED.findall(line)))
        if len(found) > 1:
            zh = f"一行中有 {len(found)} 个网址，请各占一行。"
            return line, Text(zh, f"There are {len(found)} addresses in one line: give each a line of its own.")
        line = found[0] if found else f"https://{line}" if _BARE.fullmatch(line) else line
    if is_place(line):
        try:
            return Place.read(line).said().zh, None
        except BadInput as error:
            return line, error.text
    if len(line) > LONGEST:
        return line, Text(f"网址有 {len(line)} 字，不超过 {LONGEST} 字。", f"The address has {len(line)} characters, {LONGEST} at most.")
    if not line.isprintable():
        return line, Text("网址中含有换行符等不可见字符，请删除。", "The address holds line breaks or other signs that cannot be seen: take them out.")
    return line, address_fault(line)


def not_sealed(notice: Notice) -> list[str]:
    """
    Return the addresses of a notice that nothing sealed in its dossier shows, and that two officers did not waive.

    A place has no page to capture: it is sealed once a file that was said to show this very place lies sealed in the dossier.
    """
    if notice.dossier is None:
        return list(notice.addresses)
    tied = notice.additions.filter(sealed_at__isnull=False).exclude(sha256="").values_list("shows", flat=True)
    return unkept(notice.dossier, notice.addresses, {place for places in tied for place in places})
