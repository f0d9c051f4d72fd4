"""The whole rulebook of a jurisdiction, read once: laws, calendar, vocabularies, sheets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import mingjian
from mingjian.core.calendar import Calendar
from mingjian.core.errors import BadInput, NotFound, RulebookFault
from mingjian.core.kept import kept, mark_of, uncollected
from mingjian.core.law.calendars import read_calendars
from mingjian.core.law.crimes import Crimes, read_crimes
from mingjian.core.law.duties import Duties, read_duties
from mingjian.core.law.law_files import read_laws
from mingjian.core.law.provisions import Liabilities, read_liabilities
from mingjian.core.law.reader import Faults
from mingjian.core.law.statutes import Statutes
from mingjian.core.procedure.acts import Acts, read_acts
from mingjian.core.procedure.departments import GENERAL
from mingjian.core.procedure.leads import check_leads
from mingjian.core.procedure.loader import Terms, read_sheets, read_sheets_of_departments, read_vocabularies
from mingjian.core.procedure.powers import Powers, read_powers
from mingjian.core.procedure.sheet import Paper, Sheet
from mingjian.core.procedure.soundness import check_lines, check_named, check_sheet
from mingjian.core.procedure.statistics import Statistics, read_statistics

T = TypeVar("T")


@dataclass(frozen=True)
class Rulebook:
    """Laws, calendar, words and sheets, as one folder holds them."""

    statutes: Statutes
    calendar: Calendar
    papers: Mapping[str, Paper]
    vocabularies: Mapping[str, Terms]
    sheets: Mapping[str, tuple[Sheet, ...]]
    powers: Powers
    acts: Acts
    statistics: Mapping[str, Statistics]
    of_departments: Mapping[str, Mapping[str, tuple[Sheet, ...]]] = field(default_factory=dict)

    def procedures(self) -> list[str]:
        """Return the names of all procedures, sorted."""
        return sorted(self.sheets)

    def all_sheets(self) -> Iterator[Sheet]:
        """Return every version of every procedure, with those of other departments."""
        for name, versions in self.sheets.items():
            yield from versions
            for others in self.of_departments.get(name, {}).values():
                yield from others

    def versions(self, procedure: str) -> tuple[Sheet, ...]:
        """Return all versions of a procedure, oldest first."""
        if procedure not in self.sheets:
            known = "、".join(self.procedures())
            raise NotFound(f"没有程序“{procedure}”；现有：{known}。", f"There is no procedure {procedure!r}; there are: {known}.")
        return self.sheets[procedure]

    def sector_on(self, procedure: str, sector: str, on: date) -> str:
        """Return of which sector the sheet is that a department of some sector has on a day: its own, the general one, or (empty) the procedure's."""
        there = self.of_departments.get(procedure, {})
        return next((one for one in (sector, GENERAL) if sector and one in there and there[one][0].in_force <= on), "")

    def sheet(self, procedure: str, on: date, sector: str = "") -> Sheet:
        """Return the version under which a dossier opened on the day runs; `sector` as `sector_on` gives it."""
        versions = self.versions_of(procedure, sector)
        for sheet in reversed(versions):
            if sheet.in_force <= on:
                return sheet
        first = versions[0]
        raise BadInput(
            f"程序“{first.title.zh}”在 {on} 尚无版本，最早为 {first.in_force}。",
            f"Procedure {first.title.en!r} has no version on {on}; the first is of {first.in_force}.",
        )

    def versions_of(self, procedure: str, sector: str) -> tuple[Sheet, ...]:
        """Return all versions of the sheet of a kind of department, oldest first; without a sector those of the procedure."""
        if not sector:
            return self.versions(procedure)
        there = self.of_departments.get(procedure, {})
        if sector not in there:
            zh = f"程序“{procedure}”没有“{sector}”部门的程序表；有：{'、'.join(there) or '无'}。"
            raise NotFound(zh, f"Procedure {procedure!r} has no sheet of {sector!r}; there are: {', '.join(there) or 'none'}.")
        return there[sector]

    def sheet_version(self, procedure: str, in_force: date, sector: str = "") -> Sheet:
        """Return the version that took force on exactly that day: the one a dossier was opened under."""
        for sheet in self.versions_of(procedure, sector):
            if sheet.in_force == in_force:
                return sheet
        raise NotFound(f"程序“{procedure}”没有 {in_force} 起施行的版本。", f"Procedure {procedure!r} has no version in force from {in_force}.")


def packaged() -> Path:
    """Return the folder of the rulebook that comes with the package."""
    return Path(mingjian.__file__).parent / "rulebook" / "cn"


#: What stands in the rulebook's folder, in folders of it, in folders of those, and so on.
_READ = (
    {
        "register.yaml", "opinion.yaml", "competence.yaml", "elements.yaml", "crimes_of_acts.yaml", "disclosure.yaml", "penalty_screen.yaml",
        "securities.yaml", "grounds.yaml", "notice_checklist.yaml",
    },
    {"calendars", "vocabularies", "duties", "crimes", "liability", "powers", "acts", "discretion", "statistics", "playbooks", "cases"},
    {"laws", "vocabularies", "procedures", "texts", "agreements"},
    {"procedures"},
)


@cache
def rulebook(folder: Path | None = None) -> Rulebook:
    """
    Read a rulebook once, by default the packaged one. Raises `RulebookFault` with the first fault.

    The packaged one is kept as it was read, in the user's cache, as long as neither its files nor the code that reads them change: that takes a fifth of the
    time of reading. Duties, crimes and liabilities are kept in the same way, each by itself, since a question asks for few of them.
    """
    return _sound(folder) if folder else kept("rulebook.kept", _mark, _without_departments)


class _OfDepartments(Mapping[str, Mapping[str, tuple[Sheet, ...]]]):
    """The sheets of other departments of the packaged rulebook, read when one is first asked for: questions of law need none, and they are many."""

    def __getitem__(self, procedure: str) -> Mapping[str, tuple[Sheet, ...]]:
        return _kept_of_departments()[procedure]

    def __iter__(self) -> Iterator[str]:
        return iter(_kept_of_departments())

    def __len__(self) -> int:
        return len(_kept_of_departments())


_fresh: list[Mapping[str, Mapping[str, tuple[Sheet, ...]]]] = []  # those of a book that this process read, which is not read again for them


def _without_departments() -> Rulebook:
    book = _sound(packaged())
    _fresh[:] = [book.of_departments]
    return replace(book, of_departments=_OfDepartments())


@cache
def _kept_of_departments() -> Mapping[str, Mapping[str, tuple[Sheet, ...]]]:
    return kept("departments.kept", _mark, lambda: _fresh[0] if _fresh else _sound(packaged()).of_departments)


def _sound(folder: Path) -> Rulebook:
    book, faults = read_rulebook(folder)
    faults.raise_first()
    return book


@cache
def _mark() -> bytes:
    """Return the mark of the packaged rulebook and of the code that reads it; every file is read for it, so once a process."""
    core = Path(__file__).parents[1]
    return mark_of(((packaged(), ".yaml"), (core / "law", ".py"), (core / "procedure", ".py"), (core, "language.py"), (core, "calendar.py")))


@cache
def duties(folder: Path | None = None) -> Duties:
    """Read the duties of a rulebook once; they are many, and few ask for them. Raises `RulebookFault` with the first fault."""
    return _part("duties", folder, lambda path, faults: read_duties(path, "duties", _statutes(folder), faults))


@cache
def crimes(folder: Path | None = None) -> Crimes:
    """Read the crimes of a rulebook once, when they are asked for. Raises `RulebookFault` with the first fault."""
    return _part("crimes", folder, lambda path, faults: read_crimes(path, "crimes", faults))


@cache
def liabilities(folder: Path | None = None) -> Liabilities:
    """Read the liabilities of a rulebook once, when they are asked for. Raises `RulebookFault` with the first fault."""
    return _part("liability", folder, lambda path, faults: read_liabilities(path, "liability", _statutes(folder), faults))


def _statutes(folder: Path | None) -> Statutes:
    return (rulebook(folder) if folder else rulebook()).statutes


def _part(name: str, folder: Path | None, reading: Callable[[Path, Faults], T]) -> T:
    """Read one folder of a rulebook, that of the packaged one through the cache."""

    def sound() -> T:
        faults = Faults()
        part = reading((folder or packaged()) / name, faults)
        faults.raise_first()
        return part

    return sound() if folder else kept(f"{name}.kept", _mark, sound)


@uncollected()
def read_rulebook(folder: Path) -> tuple[Rulebook, Faults]:
    """Read a rulebook and everything that is wrong with it."""
    if not folder.is_dir():
        raise RulebookFault(f"没有规则库文件夹 {folder}。", f"There is no rulebook folder {folder}.")
    faults = Faults()
    _check_layout(folder, faults)
    vocabularies = read_vocabularies(folder / "vocabularies", "vocabularies", faults)
    statutes = read_laws(folder / "laws", "laws", faults)
    calendar = read_calendars(folder / "calendars", "calendars", faults)
    written = read_sheets(folder / "procedures", "procedures", vocabularies, faults)
    check_lines(vocabularies, "vocabularies/papers.yaml", statutes, faults)
    check_named(vocabularies, "vocabularies/papers.yaml", written.keys(), faults)
    of_departments = read_sheets_of_departments(folder / "procedures", "procedures", vocabularies, written, faults)
    for versions in (*written.values(), *(versions for sectors in of_departments.values() for versions in sectors.values())):
        for one in versions:
            check_sheet(one, statutes, vocabularies)
    check_leads(written, vocabularies)
    sheets = {name: tuple(one.sheet for one in versions) for name, versions in written.items()}
    powers = read_powers(folder / "powers", "powers", vocabularies.terms.get("roles", {}), faults)
    acts = read_acts(folder / "acts", "acts", vocabularies, powers, faults)
    statistics = read_statistics(folder / "statistics", "statistics", sheets, faults)
    others = {name: {sector: tuple(one.sheet for one in versions) for sector, versions in found.items()} for name, found in of_departments.items()}
    return Rulebook(statutes, calendar, vocabularies.papers, vocabularies.terms, sheets, powers, acts, statistics, others), faults


def _check_layout(folder: Path, faults: Faults) -> None:
    """Refuse a file that no reader would open: a law in the wrong place is a law that silently does not hold."""
    for path in sorted(folder.rglob("*")):
        parts = path.parts[len(folder.parts) :]
        if not _is_read(parts) and not any(part.startswith((".", "__")) for part in parts) and path.is_file():
            faults.add(
                "/".join(parts),
                1,
                "这个位置的文件不会被读取；请移到 laws/<法>/<日期>.yaml 等处，或删去。",
                "A file in this place is not read; move it to laws/<law>/<day>.yaml or the like, or remove it.",
            )


def _is_read(parts: tuple[str, ...]) -> bool:
    """Return whether a file in this place, told by its folders and its name, is opened by a reader."""
    return len(parts) <= len(_READ) and parts[0] in _READ[len(parts) - 1] and parts[-1].endswith(".yaml")


@dataclass(frozen=True)
class Book:
    """The parts of a rulebook that answer questions."""

    rulebook: Rulebook
    crimes: Crimes
    liabilities: Liabilities

    @property
    def statutes(self) -> Statutes:
        """Return the laws."""
        return self.rulebook.statutes
