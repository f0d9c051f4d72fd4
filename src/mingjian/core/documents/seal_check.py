"""
Hold a paper that came back with an electronic seal to the paper that was sent: nothing of it changed, and what was sealed is exactly it.

The seal stands in what was added behind the paper's own bytes (an incremental update of the PDF). It covers the file but for its own place, and holds the
digest of what it covers, by SHA-256 or SM3. Whose certificate it is, is for the service to answer: no list of trust is kept here.
"""

import hashlib
import re
from dataclasses import dataclass

from mingjian.core.errors import BadInput
from mingjian.core.language import Text

PDF = b"%PDF-"
UNSET = Text(
    "本节点没有设置电子签章服务：打印后加盖实物印章，或者由系统管理员设置 MINGJIAN_SEAL（本单位签章服务的地址或者命令）。",
    "No electronic seal service is set on this node: print the paper and stamp it, or have the administrator set MINGJIAN_SEAL (address or command).",
)
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_HEX = re.compile(rb"[0-9A-Fa-f\s]*")
#: What may follow the last byte that a seal covers.
_BLANK = b"\r\n \t\0"
_DIGESTS = ("sha256", "sm3", "sha384", "sha512")


@dataclass(frozen=True)
class Seal:
    """How a sealed paper is bound to its source: the digest of both files, and by which digest the seal holds what it covers."""

    source: str
    sealed: str
    digest: str


def held_to_source(source: bytes, sealed: bytes) -> Seal:
    """Return how a sealed PDF is bound to the PDF that was sent. Raises BadInput where it is none, changed what was sent, or seals something else."""
    if not sealed.startswith(PDF):
        raise BadInput(
            "签章服务返回的不是 PDF：请在签章服务中选择“PDF 追加签章”，不要转换为其他格式。",
            "The seal service gave back no PDF: have it add the seal to the PDF, and convert nothing.",
        )
    if not sealed.startswith(source) or len(sealed) == len(source):
        raise BadInput(
            "返回的文件不是在所发文件之后追加签章：原文字节已改变，或者没有加盖。请检查签章服务的设置，文书没有变动。",
            "What came back is not the paper that was sent with a seal added behind it: its bytes were changed, or nothing was added. See the settings of the "
            "service; the paper stays as it was.",
        )
    found = [tuple(map(int, one)) for one in _RANGE.findall(sealed, len(source))]
    for start, first, second, rest in found:
        if start != 0 or first < len(source) or second <= first or sealed[second + rest :].strip(_BLANK) or second + rest > len(sealed):
            continue
        digest = _digest_in(sealed[first:second], sealed[:first] + sealed[second : second + rest])
        if digest:
            return Seal(hashlib.sha256(source).hexdigest(), hashlib.sha256(sealed).hexdigest(), digest)
    raise BadInput(
        "返回的文件中没有覆盖全文的签章，或者签章所载摘要与文件不符：不予采用。请与签章服务的管理单位核对，必要时打印后加盖实物印章。",
        "No seal in what came back covers the whole paper, or its digest is another's: it is not taken. Ask whoever runs the service, or print the paper "
        "and stamp it by hand.",
    )


def _digest_in(place: bytes, covered: bytes) -> str:
    """Return the digest by which a seal holds what it covers, out of its place `<hex>`; empty where it holds none."""
    written = place.strip(_BLANK).removeprefix(b"<").removesuffix(b">")
    if not _HEX.fullmatch(written):
        return ""
    raw = bytes.fromhex(re.sub(rb"\s", b"", written)[: len(written) // 2 * 2].decode())
    known = [name for name in _DIGESTS if name in hashlib.algorithms_available]
    return next((name for name in known if hashlib.new(name, covered).digest() in raw), "")
