"""
What bytes are, told once by their own first bytes, and whether that is what a place takes and what their name says.

Nothing is opened: only beginnings are looked at, and in a zip archive the list of what it holds. What could run (programs, scripts, pages, documents with
macros) is taken nowhere. Where tables are taken, those are that many systems write as a page under the name of a workbook, if nothing in it runs
(decision 138).
"""

import lzma
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from mingjian.core.errors import BadInput
from mingjian.core.file_forms import OLD_WORKBOOK, PAGE, PARQUET, WORKBOOK, form_told_by
from mingjian.core.file_forms import TEXT as TEXT_FORM
from mingjian.core.language import Text
from mingjian.core.procedure.sheet import FILE_GROUPS

HEAD = 4096  # first bytes that tell what a file is; few are enough for all but text
MOST_INSIDE = 8 * 2**20  # bytes of the list of an archive: office files have some thousand parts at most

#: Groups of kinds, as people call them. Which of them a paper takes stands in `papers.yaml`.
GROUPS: Mapping[str, Text] = {
    "image": Text("照片", "photographs"),
    "video": Text("录屏", "video"),
    "audio": Text("录音", "sound"),
    "document": Text("PDF、OFD", "PDF, OFD"),
    "office": Text("Office 文件", "office files"),
    "text": Text("纯文本", "plain text"),
    "capture": Text("网页取证包（WACZ）", "captures of pages (WACZ)"),
    "table": Text("数据文件（Parquet、gz）", "data (Parquet, gz)"),
}
#: What a buyer brings; what is sealed to a dossier; what records come in.
BROUGHT: frozenset[str] = frozenset({"image", "video", "audio", "document", "office", "text"})
SEALED: frozenset[str] = frozenset(FILE_GROUPS)
TABLES: frozenset[str] = frozenset({"office", "text", "table"})


@dataclass(frozen=True)
class FileKind:
    """One kind of file: the group that it is of, the endings that its name may have, and at which place which bytes stand."""

    name: str
    group: str
    endings: tuple[str, ...]
    beginnings: tuple[tuple[int, bytes], ...] = ()

    @property
    def called(self) -> Text:
        """What people call it: the name of a format is the same in every language, plain text is not."""
        return GROUPS["text"] if self.name == "Text" else Text(self.name, self.name)


#: The group of what says of itself, member by member, what it has to be.
CAPTURES = "capture"
#: What a browser draws as a picture, and as what it is sent.
DRAWN: Mapping[str, str] = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WebP": "image/webp"}
#: Whose first pages this node draws as a picture, so that no browser opens the file itself.
LEAFED = "PDF"
#: What a browser plays, and as what it is sent; AMR and AVI it does not.
PLAYED: Mapping[str, str] = {"M4A": "audio/mp4", "MP3": "audio/mpeg", "WAV": "audio/wav", "OGG": "audio/ogg", "MP4": "video/mp4", "WebM": "video/webm"}
#: Endings of what is shown by its text alone.
READ = frozenset((
    ".docx", ".xlsx", ".pptx", ".xlsb", ".xls", ".et", ".odt", ".ods", ".odp", ".ofd", ".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".log", ".md",
))  # fmt: skip

ZIP = FileKind("ZIP", "", (".zip",), ((0, b"PK\x03\x04"),))
TEXT = FileKind("Text", "text", (".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".log", ".md"))
#: The first that fits counts, so that what begins alike stands in the order of what it has more.
KINDS: tuple[FileKind, ...] = (
    FileKind("JPEG", "image", (".jpg", ".jpeg", ".jfif"), ((0, b"\xff\xd8\xff"),)),
    FileKind("PNG", "image", (".png",), ((0, b"\x89PNG\r\n\x1a\n"),)),
    FileKind("GIF", "image", (".gif",), ((0, b"GIF8"),)),
    FileKind("WebP", "image", (".webp",), ((0, b"RIFF"), (8, b"WEBP"))),
    FileKind("BMP", "image", (".bmp",), ((0, b"BM"), (6, b"\x00\x00\x00\x00"))),
    FileKind("TIFF", "image", (".tif", ".tiff"), ((0, b"II*\x00"),)),
    FileKind("TIFF", "image", (".tif", ".tiff"), ((0, b"MM\x00*"),)),
    FileKind("HEIC", "image", (".heic", ".heif"), ((4, b"ftyphei"),)),
    FileKind("HEIC", "image", (".heic", ".heif"), ((4, b"ftypmif1"),)),
    FileKind("M4A", "audio", (".m4a", ".mp4", ".aac"), ((4, b"ftypM4A"),)),
    FileKind("MP4", "video", (".mp4", ".m4v", ".mov", ".3gp", ".m4a"), ((4, b"ftyp"),)),
    FileKind("WebM", "video", (".webm", ".mkv"), ((0, b"\x1a\x45\xdf\xa3"),)),
    FileKind("AVI", "video", (".avi",), ((0, b"RIFF"), (8, b"AVI "))),
    FileKind("MP3", "audio", (".mp3",), ((0, b"ID3"),)),
    FileKind("MP3", "audio", (".mp3",), ((0, b"\xff\xfb"),)),
    FileKind("MP3", "audio", (".mp3",), ((0, b"\xff\xf3"),)),
    FileKind("AMR", "audio", (".amr",), ((0, b"#!AMR"),)),
    FileKind("WAV", "audio", (".wav",), ((0, b"RIFF"), (8, b"WAVE"))),
    FileKind("OGG", "audio", (".ogg", ".oga", ".opus"), ((0, b"OggS"),)),
    FileKind("PDF", "document", (".pdf",), ((0, b"%PDF"),)),
    FileKind("Word/Excel", "office", (".doc", ".xls", ".ppt", ".wps", ".et", ".dps"), ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),)),
    FileKind("Parquet", "table", (".parquet", ".pq"), ((0, b"PAR1"),)),
    FileKind("GZIP", "table", (".gz",), ((0, b"\x1f\x8b\x08"),)),
    ZIP,
)
#: What a zip archive is, by a name inside it.
INSIDE: tuple[tuple[str, FileKind], ...] = (
    ("[Content_Types].xml", FileKind("Word/Excel", "office", (".docx", ".xlsx", ".pptx", ".xlsb"))),
    ("META-INF/manifest.xml", FileKind("Word/Excel", "office", (".odt", ".ods", ".odp"))),
    ("OFD.xml", FileKind("OFD", "document", (".ofd",))),
    ("datapackage.json", FileKind("WACZ", "capture", (".wacz",))),
)
#: Beginnings of what could run or act on whoever opens it: Windows, Linux, Java, macOS, scripts, pages, shortcuts.
RUNS: tuple[bytes, ...] = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"#!",
    b"<",
    b"L\x00\x00\x00\x01\x14\x02",
)
#: Endings of what would run when it is opened, whatever its bytes are.
SCRIPTS = frozenset((
    ".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".wsh", ".hta", ".html", ".htm", ".xhtml", ".svg",
    ".xml", ".sh", ".py", ".rb", ".pl", ".php", ".jar", ".msi", ".msp", ".lnk", ".url", ".reg", ".app", ".apk", ".dll", ".docm", ".xlsm", ".pptm",
    ".chm", ".iso",
))  # fmt: skip
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


#: Endings of tables. What a system calls `.xls` is a workbook of today, text or a page as often as a workbook of old: its bytes tell which.
SHEETS = frozenset((".xls", ".xlsx", ".xlsb", ".ods", ".et", ".csv", ".tsv", ".txt"))
TABLE_IN_ZIP = FileKind("Table in ZIP", "table", (".zip",))
TABLES_OF_PAGE = FileKind("Tables in HTML", "table", tuple(sorted(SHEETS)))
#: What in a page runs, or fetches something.
_ACTIVE = re.compile(
    rb"<\s*(?:script|object|embed|iframe|frame|applet|base|form)\b|(?:java|vb)script:|expression\s*\("
    rb"|<\s*link\b[^>]{0,200}\b(?:stylesheet|import|prefetch|preload)"
    rb"|\son(?:load|error|click|mouse\w*|focus|blur|change|submit|key\w*)\s*=|"
    rb"<!ENTITY|http-equiv=[\"']?refresh",
    re.IGNORECASE,
)
_OVERLAP = 256


def kind_admitted(file: IO[bytes], name: str, takes: Collection[str]) -> FileKind:
    """
    Return what a file is, where a place that `takes` some groups takes it.

    `file` is read from its beginning and left there. Raises BadInput, in words: nothing in it, something that runs, a kind that is not taken here, or a name
    that says something else.
    """
    head = _head(file)
    if not head:
        raise refusal(takes, Text("此文件是空的（0 字节）", "this file is empty (0 bytes)"))
    ending = _ending(name)
    found = kind_of(head)
    if found is ZIP:
        found = _of_archive(file, takes)
        found = TABLE_IN_ZIP if found is ZIP and "table" in takes and _holds_one_table(file) else found
    is_sheet = "table" in takes and ending in SHEETS
    if is_sheet and form_told_by(head) == PAGE:
        found = TABLES_OF_PAGE if found is None and not _is_active(file) else None
    if (found is None and head.lstrip().startswith(RUNS)) or (found in {None, TEXT} and ending in SCRIPTS):
        raise refusal(takes, Text("此文件是程序、脚本或网页，可能在打开时运行", "this file is a program, script or page, which may run when it is opened"))
    if found is None or found.group not in takes:
        called = Text(f"此文件是{found.called.zh}，不在其中", f"this one is {found.called.en}, which is none of them") if found else None
        raise refusal(takes, called or Text("此文件都不是", "this is none of them"))
    if is_sheet and found.group in ("office", "text"):
        return found
    if ending and ending not in found.endings:
        zh, en = f"文件名以 {ending[:12]} 结尾，内容却是{found.called.zh}", f"the name ends in {ending[:12]}, the bytes are {found.called.en}"
        raise refusal(takes, Text(zh, en))
    return found


def _holds_one_table(file: IO[bytes]) -> bool:
    """Return whether an archive holds one table, which begins as one, and beside it nothing but notes and pictures: nothing of it runs."""
    from mingjian.core.records.reading.archives import tables_in  # reads tables, which takes libraries that few files ask for

    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = [entry.filename.lower() for entry in archive.infolist() if not entry.is_dir()]
            tables = tables_in(archive)
            if len(tables) != 1 or any(_ending(name) in SCRIPTS for name in names):
                return False
            if tables[0].flag_bits & 0x1:
                return True  # whoever reads it says that a password is needed
            if tables[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                return False
            with archive.open(tables[0]) as packed:
                return form_told_by(packed.read(HEAD)) in (WORKBOOK, OLD_WORKBOOK, PARQUET, TEXT_FORM)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error, lzma.LZMAError):
        return False
    finally:
        file.seek(0)


def _is_active(file: IO[bytes]) -> bool:
    """Return whether anything in a page runs or fetches something, or may be written in a way in which that cannot be told."""
    file.seek(0)
    before = b""
    try:
        while piece := file.read(1 << 20):
            if b"\x00" in piece or _ACTIVE.search(before + piece):
                return True
            before = piece[-_OVERLAP:]
    finally:
        file.seek(0)
    return False


def kind_of(head: bytes) -> FileKind | None:
    """Return what a file is by its first bytes alone; a zip archive is told as such. None where it is nothing that is taken anywhere."""
    for kind in KINDS:
        if all(head[place : place + len(beginning)] == beginning for place, beginning in kind.beginnings):
            return kind
    return TEXT if _is_text(head) else None


def group_of(head: bytes) -> str:
    """Return the group of a file by its first bytes; empty where it is nothing that is taken anywhere."""
    kind = kind_of(head)
    return kind.group if kind else ""


def refusal(takes: Collection[str], why: Text) -> BadInput:
    """Return what a place takes, and why this is not taken."""
    groups = [words for group, words in GROUPS.items() if group in takes]
    zh, en = "、".join(one.zh for one in groups), ", ".join(one.en for one in groups)
    return BadInput(f"只收{zh}；{why.zh}，未收存。", f"Only {en} are taken; {why.en}, and was not kept.")


def endings(takes: Collection[str]) -> str:
    """Return the endings that a place takes, as the field of a form says them to a browser."""
    found = [*KINDS, TEXT, TABLE_IN_ZIP, *(kind for _, kind in INSIDE)]
    return ",".join(dict.fromkeys(ending for kind in found if kind.group in takes for ending in kind.endings))


def drawn_as(head: bytes) -> str:
    """Return as what a picture is sent to a browser, by its first bytes; nothing for what is none that it draws."""
    kind = kind_of(head)
    return DRAWN.get(kind.name, "") if kind else ""


def is_drawn(name: str) -> bool:
    """Return whether a file of this name is a picture that a browser draws: what was sealed has the ending of its bytes."""
    return _ends_as(name, DRAWN)


def is_leafed(name: str) -> bool:
    """Return whether a file of this name is one whose first pages are drawn here."""
    return _ends_as(name, (LEAFED,))


def begins_leafed(head: bytes) -> bool:
    """Return whether first bytes are those of a file whose first pages are drawn here."""
    kind = kind_of(head)
    return kind is not None and kind.name == LEAFED


def played_as(head: bytes) -> str:
    """Return as what sound or film is sent to a browser, by its first bytes; nothing for what is none that it plays."""
    kind = kind_of(head)
    return PLAYED.get(kind.name, "") if kind else ""


def is_played(name: str) -> str:
    """Return the element by which a browser plays a file of this name, `audio` or `video`; nothing for what it does not play."""
    ending = _ending(name)
    found = [(kind.endings.index(ending), kind.group) for kind in KINDS if kind.name in PLAYED and ending in kind.endings]
    return min(found, default=(0, ""))[1]  # of an ending that two kinds have, that which has it first


def is_read(name: str) -> bool:
    """Return whether the text of a file of this name is read here."""
    return _ending(name) in READ


def _ends_as(name: str, kinds: Collection[str]) -> bool:
    return any(_ending(name) in kind.endings for kind in KINDS if kind.name in kinds)


def _ending(name: str) -> str:
    return PurePath(name.replace("\\", "/")).suffix.lower()


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head


def _is_text(head: bytes) -> bool:
    plain = head.decode("utf-16", "ignore").encode() if head[:2] in _BOMS else head  # markup in two bytes a sign is markup
    if plain.lstrip(b"\xef\xbb\xbf \t\r\n\v\f").startswith((b"#!", b"<")) or not head.strip():
        return False
    return any(_reads(head, encoding) for encoding in (("utf-16",) if head[:2] in _BOMS else ("utf-8", "gb18030")))


def _reads(head: bytes, encoding: str) -> bool:
    """Return whether the bytes are text in an encoding: no controls, and no fault but where a character may have been cut in two."""
    shortest = len(head) - 3 if len(head) == HEAD else len(head)  # a longer file's head may end within a character
    for length in range(len(head), shortest - 1, -1):
        try:
            text = head[:length].decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and not _CONTROLS.search(text)
    return False


def _of_archive(file: IO[bytes], takes: Collection[str]) -> FileKind | None:
    names = set(_names_inside(file, takes))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise refusal(takes, Text("此文件含宏，可能在打开时运行", "this file holds macros, which may run when it is opened"))
    return next((kind for name, kind in INSIDE if name in names), ZIP)


def _names_inside(file: IO[bytes], takes: Collection[str]) -> Iterable[str]:
    damaged = refusal(takes, Text("此压缩文件已损坏", "this archive is damaged"))
    try:
        if _size_of_list(file) > MOST_INSIDE:
            raise damaged
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged from None
    finally:
        file.seek(0)


def _size_of_list(file: IO[bytes]) -> int:
    """Return how many bytes the list of an archive has, as its end says, before it is read into memory. Source: APPNOTE 6.3.10, 4.3.16."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 2**16 - 22))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    return int.from_bytes(end[place + 12 : place + 16], "little") if place >= 0 else 0
