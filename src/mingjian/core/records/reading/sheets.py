"""Read the sheets of a workbook: that in which the kind is recognised, with all that have its headings; what is not read is said by name."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import Kind
from mingjian.core.records.reading.delimited import Separated
from mingjian.core.records.reading.headings import fold, holds_key, recognise
from mingjian.core.records.reading.rows import BadRow, Raw, shortened
from mingjian.core.records.reading.sorts import refuse_other_sort
from mingjian.core.records.reading.workbook import Sheet

MOST_OPENED = 50  # sheets that are looked into for a heading; a workbook of hundreds is one a day or a shop

_NOT_READ = Text(
    "工作表{names}没有读：表头与“{read}”不同或者认不出。需要读的，请在“工作表”处（命令行用 --sheet）指明后再导入一次，或者另存为单独的文件。",
    "Not read: the sheets {names}, whose headings differ from those of “{read}” or are not recognised. To read one, bring the file again and name it as the "
    "sheet (--sheet on the command line), or save it as a file of its own.",
)
_HIDDEN = Text("隐藏的工作表{names}没有读。", "Hidden sheets were not read: {names}.")
_FOLLOWS = Text(
    "工作表“{name}”表头相同，一并读入；它的第 n 行在结果中记作第 n+{offset} 行。",
    "The sheet “{name}” has the same headings and was read along; its row n is called row n+{offset}.",
)


def opened_sheets(sheets: list[Sheet], kind: Kind, mapping: Mapping[str, str], chosen: str = "") -> "Separated | Sheets":
    """
    Open the sheets of a workbook; `chosen` names the one to read.

    Raises BadInput where there is none of that name, or none in which the kind is recognised.
    """
    sheets = sorted(sheets, key=lambda sheet: sheet.is_hidden)
    if chosen or len(sheets) == 1:
        return _opened(_named(sheets, chosen) if chosen else sheets[0], kind, mapping)
    groups = _groups(sheets, kind, mapping)
    if not groups:
        return _opened(sheets[0], kind, mapping)  # refuses it, and says what its first sheet has
    return Sheets(kind, mapping, groups[0], _notes(groups[0], sheets))


def sheet_choices(sheets: list[Sheet], kind: Kind) -> list[list[str]]:
    """Return the sheets of a workbook that hold records of a kind, by name, those of the same headings together; the first are read where none is named."""
    return [[sheet.name for sheet in group] for group in _groups(sorted(sheets, key=lambda sheet: sheet.is_hidden), kind, {}) if not group[0].is_hidden]


def _groups(sheets: list[Sheet], kind: Kind, mapping: Mapping[str, str]) -> list[list[Sheet]]:
    """Return the sheets in which a kind is recognised, those of the same headings together; a hidden one is read by itself, if at all."""
    opened = {sheet.name: found for sheet in sheets[:MOST_OPENED] if (found := _recognised(sheet, kind, mapping)) is not None}
    names = {name: found.names for name, found in opened.items()}
    groups: dict[object, list[Sheet]] = {}
    for sheet in sheets:
        if sheet.name in names:
            alike = _folded(names[sheet.name]), frozenset(opened[sheet.name].units.items())  # `单位：万元` above one of them is not said of the others
            groups.setdefault(sheet.name if sheet.is_hidden else alike, []).append(sheet)
    # Of a kind without a key any sheet has a heading: that counts in which most is recognised. Of the others the first is as good as any.
    counts = [len(recognise(kind, names[group[0].name], mapping, is_whole=False).theirs) for group in groups.values()]
    ordered = list(groups.values())
    return ordered if kind.key else sorted(ordered, key=lambda group: -counts[ordered.index(group)])


def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)


def _named(sheets: list[Sheet], chosen: str) -> Sheet:
    for sheet in sheets:
        if sheet.name.strip() == chosen.strip():
            return sheet
    known = "、".join(shortened(sheet.name) for sheet in sheets)
    raise BadInput(f"工作簿没有工作表“{shortened(chosen)}”；有数据的工作表为：{known}。", f"There is no sheet “{shortened(chosen)}”; filled are: {known}.")


def _opened(sheet: Sheet, kind: Kind, mapping: Mapping[str, str]) -> Separated:
    return Separated(sheet.text.opened(), kind, mapping, lambda: 0.0)


def _recognised(sheet: Sheet, kind: Kind, mapping: Mapping[str, str]) -> Separated | None:
    """Return a sheet opened; None where the kind is not recognised in it."""
    try:
        opened = _opened(sheet, kind, mapping)
        refuse_other_sort(kind, opened.names, mapping)
    except BadInput:
        return None
    found = recognise(kind, opened.names, mapping, is_whole=False)
    return opened if found.theirs and holds_key(kind, found) else None


def _notes(read: list[Sheet], sheets: list[Sheet]) -> Iterator[Text]:
    first = read[0].name
    left = [sheet for sheet in sheets if sheet not in read]
    for text, names in (
        (_NOT_READ, [sheet.name for sheet in left if not sheet.is_hidden]),
        (_HIDDEN, [sheet.name for sheet in left if sheet.is_hidden]),
    ):
        if names:
            yield text.filled(names="、".join(f"“{shortened(name)}”" for name in names), read=shortened(first))
    offset = 0
    for before, sheet in pairwise(read):
        offset += before.height
        yield _FOLLOWS.filled(name=shortened(sheet.name), offset=offset)


class Sheets:
    """Sheets of the same headings, read one after the other; the rows of each are numbered on from the last of the one before it."""

    def __init__(self, kind: Kind, mapping: Mapping[str, str], sheets: list[Sheet], notes: Iterator[Text]) -> None:
        self._kind, self._mapping, self._sheets = kind, mapping, sheets
        opened = _opened(sheets[0], kind, mapping)
        self.names, self.heading, self.units = opened.names, opened.heading, opened.units
        self.notes = tuple(notes)
        self._rows = 0

    @property
    def done(self) -> float:
        """Return which part of the rows has been read, 0 to 1."""
        return min(self._rows / max(sum(sheet.height for sheet in self._sheets), 1), 1.0)

    def blocks(self) -> Iterator[Raw]:
        """Return the rows, sheet after sheet, under the headings of the first."""
        spelled = {fold(name): name for name in self.names}
        offset = 0
        for sheet in self._sheets:
            for raw in _opened(sheet, self._kind, self._mapping).blocks():
                self._rows = offset + (int(raw.rows[-1]) if len(raw.rows) else 0)
                columns = {spelled[fold(name)]: values for name, values in raw.columns.items()}
                bad = [BadRow(one.row + offset, one.column, one.value, one.reason) for one in raw.bad]
                yield replace(raw, columns=columns, rows=raw.rows + offset, bad=bad)
            offset += sheet.height
