"""How many sheets a file is on paper: read from a PDF, one for a picture, unknown for whatever has no pages."""

from pathlib import Path

MOST_BYTES = 64 << 20  # of a PDF that is opened to be counted
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
_RIFF, _WEBP = b"RIFF", b"WEBP"


def pages_in(path: Path) -> int | None:
    """Return the number of pages of a file; None where it has none, is too large, is locked or broken: whoever counts must look."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        with path.open("rb") as file:
            head = file.read(16)
        if head.startswith(b"%PDF-"):
            return len(PdfReader(path).pages)
    except (OSError, PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):  # a hostile PDF raises whatever it likes
        return None
    is_picture = head.startswith(_PICTURES) and (not head.startswith(_RIFF) or head[8:12] == _WEBP)
    return 1 if is_picture else None
