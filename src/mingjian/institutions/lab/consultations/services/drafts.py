"""A draft as it is put before the public: figures of the law or files of a rulebook, read as strictly as the rulebook, and what they change in the text."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.draft import Draft, read_draft
from mingjian.core.procedure.masked_replay import drafted_into
from mingjian.core.procedure.rulebook import packaged

MOST_FIGURES, MOST_FILES, MOST_BYTES = 20, 40, 400_000
MOST_NUMBER = 100_000_000
#: A path of a drafted file: what a replay tries. Laws and procedures are dated.
_PATH = re.compile(r"(?:laws|procedures)/[a-z0-9_]{1,60}/\d{4}-\d{2}-\d{2}\.yaml|(?:crimes|liability|calendars|duties)/[a-z0-9_-]{1,60}\.yaml")
_LINE = re.compile(r"(?P<ref>[a-z0-9_]{1,60}/[\w.-]{1,20}#[a-z0-9_]{1,60})\s*[=:：\s]\s*(?P<number>\d{1,9})")
_CONTEXT = 2  # unchanged lines around a change that is shown


def figures_in(text: str) -> dict[str, int]:
    """Read one figure a line, `law/article#name 10`. Raises BadInput with the line that cannot be read."""
    found: dict[str, int] = {}
    for place, line in enumerate((line.strip() for line in text.splitlines()), 1):
        if not line:
            continue
        read = _LINE.fullmatch(line)
        if read is None or not 0 < int(read["number"]) <= MOST_NUMBER:
            raise BadInput(
                f"第 {place} 行读不出：每行写“法/条#数值 数”，如 penalty_procedure/18#check 10。",
                f"Line {place} cannot be read: write law/article#name and a number, such as penalty_procedure/18#check 10.",
            )
        if read["ref"] in found:
            raise BadInput(f"第 {place} 行的 {read['ref']} 前面已经写过。", f"Line {place}: {read['ref']} was written before.")
        found[read["ref"]] = int(read["number"])
    if len(found) > MOST_FIGURES:
        raise BadInput(f"一稿至多 {MOST_FIGURES} 项数值。", f"A draft has {MOST_FIGURES} figures at most.")
    return found


def files_in(name: str, content: bytes, path: str = "") -> dict[str, str]:
    """Read drafted files from a ZIP folder laid out as a rulebook, or one YAML file with its path. Raises BadInput with what is wrong."""
    if len(content) > MOST_BYTES:
        raise BadInput(f"文件超过 {MOST_BYTES // 1000} KB。", f"The file is larger than {MOST_BYTES // 1000} KB.")
    found = dict(_unpacked(content)) if content[:4] == b"PK\x03\x04" else {path.strip() or name: content}
    if not 1 <= len(found) <= MOST_FILES:
        raise BadInput(f"草案须有 1 至 {MOST_FILES} 个 YAML 文件。", f"A draft has 1 to {MOST_FILES} YAML files.")
    for one in found:
        if not _PATH.fullmatch(one):
            raise BadInput(
                f"“{one[:120]}”不是规则库中的位置；如 laws/法/2027-01-01.yaml、procedures/程序/2027-01-01.yaml、crimes/罪名.yaml。",
                f"{one[:120]!r} is no place in a rulebook; such as laws/LAW/2027-01-01.yaml, procedures/PROCEDURE/2027-01-01.yaml, crimes/CRIME.yaml.",
            )
    try:
        return {one: text.decode("utf-8-sig") for one, text in found.items()}
    except UnicodeDecodeError:
        raise BadInput("草案文件须为 UTF-8 编码的文字。", "Files of a draft must be text in UTF-8.") from None


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the YAML files of a ZIP with their paths below the first folder that a rulebook has."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = [one for one in packed.infolist() if not one.is_dir() and one.filename.endswith(".yaml") and "__MACOSX" not in one.filename]
            if len(members) > MOST_FILES or sum(one.file_size for one in members) > MOST_BYTES * 4:
                raise BadInput("压缩包内的文件过多或者过大。", "The archive has too many files, or they are too large.")
            for one in members:
                parts = PurePosixPath(one.filename).parts
                start = next((nth for nth, part in enumerate(parts) if part in ("laws", "procedures", "crimes", "liability", "calendars", "duties")), 0)
                yield "/".join(parts[start:]), packed.read(one)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        raise BadInput("压缩包打不开；请重新压缩（不加密）。", "The archive cannot be opened: pack it anew, without a password.") from None


def digest_of(figures: Mapping[str, int], day: date, files: Mapping[str, str]) -> str:
    """Return the SHA-256 (hex) of what is drafted."""
    told = json.dumps({"figures": dict(figures), "day": day.isoformat(), "files": dict(files)}, ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()


#: The draft that was read last, by the digest of what is drafted.
_LAST: dict[str, Draft] = {}


@contextmanager
def laid_over(figures: Mapping[str, int], day: date, files: Mapping[str, str]) -> Iterator[Draft]:
    """Yield the draft laid over the rulebook. Raises BadInput with the first thing that is wrong in it."""
    try:
        yield _read(figures, day, files)
    except MingjianError as refused:
        raise BadInput(refused.text.zh, refused.text.en) from None


def _read(figures: Mapping[str, int], day: date, files: Mapping[str, str]) -> Draft:
    """Read the draft, or return the one that was read last: drafting asks for the same one several times, and each time would read the whole law."""
    told = digest_of(figures, day, files)
    if (held := _LAST.get(told)) and held.before is rulebook():
        return held
    with TemporaryDirectory(prefix="mingjian-consultation-") as place:
        drafted_into(Path(place), figures, day)
        for name, text in files.items():
            path = Path(place) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        draft = read_draft(Path(place))
    _LAST.clear()
    _LAST[told] = draft
    return draft


def check_draft_of(figures: Mapping[str, int], day: date, files: Mapping[str, str]) -> None:
    """Raise BadInput where neither or both of figures and files are drafted, and with the first thing that is wrong in them."""
    if bool(figures) == bool(files):
        raise BadInput("数值和文件须写其中一种。", "Draft figures or files: one of the two.")
    with laid_over(figures, day, files):
        pass


def changes_of(figures: Mapping[str, int], day: date, files: Mapping[str, str]) -> dict[str, Any]:
    """Return what the draft changes in the text: figures as they stand and as drafted, files as the lines that differ from those in force."""
    statutes = rulebook().statutes
    moved = []
    for ref, number in figures.items():
        value, law = statutes.value(ref, day), statutes.citation(ref.partition("#")[0], day)
        words = {"zh": f"{law.zh}：{value.title.zh}", "en": f"{law.en}: {value.title.en}"}
        moved.append({"ref": ref, "before": str(value.number), "after": str(number), **words})
    return {"moved": moved, "files": [{"path": name, "lines": _differing(name, text)} for name, text in files.items()]}


def _differing(name: str, text: str) -> list[str]:
    """Return the lines of a drafted file that differ from what stands in its place now: the same file, else the newest version before it."""
    path, folder = packaged() / name, (packaged() / name).parent
    earlier = sorted(one for one in folder.glob("*.yaml") if one.name < path.name) if name.split("/")[0] in ("laws", "procedures") and folder.is_dir() else []
    now = path if path.exists() else earlier[-1] if earlier else None
    before = now.read_text("utf-8").splitlines() if now else []
    return [line for line in unified_diff(before, text.splitlines(), lineterm="", n=_CONTEXT) if not line.startswith(("---", "+++", "@@"))]
