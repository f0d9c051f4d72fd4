"""Read the one table in a zip archive, as bills of payment firms and exports of platforms are sent; of several, none is chosen for whoever brings them."""

import shutil
import zipfile
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from mingjian.core.errors import BadInput
from mingjian.core.file_forms import WORKBOOK, form_of
from mingjian.core.records.reading.rows import shortened
from mingjian.core.records.reading.workbook import refuse_bomb

#: What a zip archive holds that is a workbook or a document itself.
_OF_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "OFD.xml", "xl/workbook.xml")
#: What programs put beside the files, and what no table is.
_BESIDE = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
NAMED = 10
TABLES_INSIDE = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et", ".parquet")


def is_archive(path: Path) -> bool:
    """Return whether a file is a zip archive that is no workbook itself."""
    if form_of(path) != WORKBOOK:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return not any(name in names for name in _OF_DOCUMENTS)


def tables_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the entries of an archive that are tables by their names; what else is told, such as notes for whoever downloads it, is no table."""
    return [entry for entry in archive.infolist() if not entry.is_dir() and _is_table(name_of(entry))]


def name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry as who packed it meant it: programs in China write GBK and say nothing of it."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def unpacked(path: Path, stack: ExitStack) -> Path:
    """
    Return the table of an archive as a file that is there as long as the stack; of all else the file itself.

    Raises BadInput for none and for several, for one behind a password, and for what would unpack to far more than it says.
    """
    if not is_archive(path):
        return path
    with zipfile.ZipFile(path) as archive:
        tables = tables_in(archive)
        if len(tables) != 1:
            raise _not_one(path, [name_of(entry) for entry in tables])
        entry = tables[0]
        if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadInput(
                f"{path.name} 设有解压密码，或者用了不通用的压缩方式，读不出。请解压后导入其中的文件。",
                f"{path.name} opens with a password only, or is packed in a way that is not common: unpack it, and import the file inside.",
            )
        refuse_bomb(path)
        inside = PurePosixPath(name_of(entry).replace("\\", "/")).name
        place = Path(stack.enter_context(TemporaryDirectory())) / f"table{PurePosixPath(inside).suffix.lower()}"
        try:
            with archive.open(entry) as packed, place.open("wb") as file:
                shutil.copyfileobj(packed, file, 1 << 20)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise BadInput(
                f"{path.name} 已损坏：{error}。请重新获取后再导入，未载入任何数据。", f"{path.name} is damaged: {error}. Fetch it again; nothing was loaded."
            ) from error
    return place


def _is_table(name: str) -> bool:
    plain = name.replace("\\", "/").lower()
    return plain.endswith(TABLES_INSIDE) and not any(one in plain for one in _BESIDE) and not PurePosixPath(plain).name.startswith((".", "~$"))


def _not_one(path: Path, names: list[str]) -> BadInput:
    if not names:
        return BadInput(f"压缩包 {path.name} 中没有表格文件。", f"The archive {path.name} holds no table.")
    told = "、".join(shortened(name) for name in names[:NAMED]) + ("……" if len(names) > NAMED else "")
    return BadInput(
        f"压缩包 {path.name} 中有 {len(names)} 个表格：{told}。请解压后逐个导入。",
        f"The archive {path.name} holds {len(names)} tables: {told}. Unpack it, and import them one by one.",
    )
