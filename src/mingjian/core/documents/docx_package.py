"""The same content gives the same bytes: a docx packed without anything that depends on the hour, the machine or a library's compression."""

import zipfile
from io import BytesIO

_FIRST = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(parts: dict[str, bytes]) -> bytes:
    """Pack parts by name, sorted, stored and not compressed: no later version of zlib changes a byte."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda one: (one != _FIRST, one)):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, parts[name])
    return out.getvalue()


def repacked(raw: bytes) -> bytes:
    """Pack a docx anew."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return packed({info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()})
