"""What a file is by its first bytes, whatever its name says: many systems call a page, or separated text, `.xls`."""

import re
from pathlib import Path

HEAD = 4096
WORKBOOK, OLD_WORKBOOK, PAGE, PARQUET, COMPRESSED, TEXT, UNKNOWN = "workbook", "old workbook", "page", "parquet", "compressed", "text", ""
_BEGINNINGS = (
    (b"PK\x03\x04", WORKBOOK),
    (b"PK\x05\x06", WORKBOOK),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_WORKBOOK),
    (b"PAR1", PARQUET),
    (b"\x1f\x8b", COMPRESSED),
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|table|meta|head|body|div|style|\?xml|workbook|tr)\b", re.IGNORECASE)
_ARCHIVE = re.compile(rb"(?:^|\n)mime-version:", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def form_of(path: Path) -> str:
    """Return the form of a file by its beginning."""
    with path.open("rb") as file:
        return form_told_by(file.read(HEAD))


def form_told_by(head: bytes) -> str:
    """Return the form that first bytes tell; `UNKNOWN` where they are none that holds tables."""
    for beginning, form in _BEGINNINGS:
        if head.startswith(beginning):
            return form
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head[: len(head) // 2 * 2].decode("utf-16", "ignore")
        return (PAGE if _PAGE.match(text.lstrip().encode()) else TEXT) if text.strip() else UNKNOWN
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _PAGE.match(plain) or (_ARCHIVE.search(plain) and b"html" in head):
        return PAGE
    return TEXT if any(_reads(head, encoding) for encoding in ("utf-8", "gb18030")) else UNKNOWN


def _reads(head: bytes, encoding: str) -> bool:
    """Return whether bytes are text; the last character may have been cut in two."""
    for cut in range(4):
        try:
            text = head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and not _CONTROLS.search(text)
    return False
