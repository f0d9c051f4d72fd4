"""
Lays a draft over a rulebook: what the law would be, read as strictly as the law itself.

A draft is a folder laid out as a rulebook (`laws/<law>/<day>.yaml`, `procedures/<procedure>/<day>.yaml`, `crimes/<crime>.yaml`, …). A file of the same name
replaces the one in force, any other stands beside it. The whole is then read and checked as one rulebook.
"""

import dataclasses
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.law.crimes import Crimes, check_crimes, read_crimes
from mingjian.core.law.duties import read_duties
from mingjian.core.law.provisions import read_liabilities
from mingjian.core.law.reader import Fault
from mingjian.core.law.statutes import Law, Statutes
from mingjian.core.procedure.checks import check
from mingjian.core.procedure.rulebook import Rulebook, crimes, packaged, read_rulebook, rulebook
from mingjian.core.procedure.sheet import Sheet

_MOST_FILES = 5000


@dataclass(frozen=True)
class Draft:
    """
    A rulebook before and after a draft. `files` are those of the draft, as their paths in a rulebook.

    `laws`, `procedures` and `crimes` name what it touches, with the first day on which a drafted text would hold; `has_calendar` tells whether days off change.
    """

    before: Rulebook
    after: Rulebook
    crimes_before: Crimes
    crimes_after: Crimes
    files: tuple[str, ...]
    laws: Mapping[str, date]
    procedures: Mapping[str, date]
    crimes: tuple[str, ...]
    has_calendar: bool
    is_dated: bool


def read_draft(overlay: Path, base: Path | None = None, *, is_dated: bool = False) -> Draft:
    """
    Read a draft over a rulebook, by default the packaged one.

    A drafted text is taken as if it had held from the beginning, so that it meets the dossiers on file; `is_dated` keeps its own day in force. Raises
    `BadInput` for a folder with nothing in it, and `RulebookFault` with the first fault of the whole.
    """
    files = _files(overlay)
    with _laid(overlay, base, files) as place:
        after, faults = read_rulebook(place)
        found = read_crimes(place / "crimes", "crimes", faults)
        check_crimes(found, "crimes", after.statutes, faults)
        read_duties(place / "duties", "duties", after.statutes, faults)
        read_liabilities(place / "liability", "liability", after.statutes, faults)
        faults.raise_first()
    laws, procedures = _drafted("laws", files), _drafted("procedures", files)
    held = after if is_dated else _from_the_beginning(after, laws, procedures)
    touched = tuple(sorted(Path(name).stem for name in files if name.startswith("crimes/")))
    has_calendar = any(name.startswith("calendars/") for name in files)
    before = rulebook(base) if base else rulebook()
    return Draft(before, held, crimes(base) if base else crimes(), found, tuple(files), laws, procedures, touched, has_calendar, is_dated)


def check_draft(overlay: Path, base: Path | None = None) -> list[Fault]:
    """Return every fault of a rulebook with a draft laid over it."""
    with _laid(overlay, base, _files(overlay)) as place:
        return check(place, has_cases=False)


@contextmanager
def _laid(overlay: Path, base: Path | None, files: Iterable[str]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mingjian-draft-") as place:
        _lay(Path(place), base or packaged(), overlay, files)
        yield Path(place)


def _files(overlay: Path) -> list[str]:
    """Return the files of a draft by their place in a rulebook."""
    if not overlay.is_dir():
        raise BadInput(f"没有草案文件夹 {overlay}。", f"There is no folder {overlay} with a draft.")
    found = sorted(path for path in overlay.rglob("*") if not path.is_dir() and not any(part.startswith(".") for part in path.relative_to(overlay).parts))
    if not found or len(found) > _MOST_FILES:
        raise BadInput(
            f"草案文件夹 {overlay} 中须有 1 至 {_MOST_FILES} 个文件，如 laws/<法>/<日期>.yaml。",
            f"The folder {overlay} must hold between 1 and {_MOST_FILES} files of a draft, such as laws/<law>/<day>.yaml.",
        )
    return [path.relative_to(overlay).as_posix() for path in found]


def _lay(place: Path, base: Path, overlay: Path, files: Iterable[str]) -> None:
    """Link a rulebook into a place, with the files of a draft instead of their namesakes; folders that the draft does not touch as a whole."""
    here: dict[str, list[str]] = {}
    for name in files:
        head, _, rest = name.partition("/")
        here.setdefault(head, []).extend([rest] if rest else [])
    for path in base.iterdir() if base.is_dir() else ():
        if path.name not in here and not path.name.startswith((".", "__")):
            (place / path.name).symlink_to(path.resolve())
    for head, below in here.items():
        if below:
            (place / head).mkdir()
            _lay(place / head, base / head, overlay / head, below)
        else:
            (place / head).symlink_to((overlay / head).resolve())


def _drafted(kind: str, files: Iterable[str]) -> dict[str, date]:
    """Return the laws or procedures of a draft, each with the first day of its drafted versions. The reading has checked the names."""
    days: dict[str, date] = {}
    for name in files:
        parts = name.split("/")
        if parts[0] == kind:
            day = date.fromisoformat(Path(name).stem)
            days[parts[1]] = min(day, days.get(parts[1], day))
    return days


def _from_the_beginning(book: Rulebook, laws: Mapping[str, date], procedures: Mapping[str, date]) -> Rulebook:
    """Let the first drafted version of each law and procedure hold from the first day on which any version does."""
    versions = {law: book.statutes.versions(law) for law in book.statutes.laws()}
    statutes = Statutes({law: _law_from(found, laws[law]) if law in laws else found for law, found in versions.items()})
    sheets = {name: _sheet_from(found, procedures[name]) if name in procedures else found for name, found in book.sheets.items()}
    return dataclasses.replace(book, statutes=statutes, sheets=sheets)


def _law_from(versions: tuple[Law, ...], day: date) -> tuple[Law, ...]:
    kept = [law for law in versions if law.in_force >= day]
    return (dataclasses.replace(kept[0], in_force=min(versions[0].in_force, day)), *kept[1:])


def _sheet_from(versions: tuple[Sheet, ...], day: date) -> tuple[Sheet, ...]:
    kept = [sheet for sheet in versions if sheet.in_force >= day]
    return (dataclasses.replace(kept[0], in_force=min(versions[0].in_force, day)), *kept[1:])
