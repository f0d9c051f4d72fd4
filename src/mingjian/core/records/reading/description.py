"""Draw the reference page of all kinds of records from their schemas."""

import pyarrow as pa

from mingjian.core.records import Column, Kind, kinds

_TYPES = {pa.string(): "text", pa.float64(): "number", pa.bool_(): "yes or no", pa.date32(): "day", pa.timestamp("us"): "instant"}

_HEAD = """\
# Records 数据记录

Drawn from `mingjian.core.records` by `mingjian records describe`; do not edit. 由程序生成，请勿手改。

What stands in the lake, one kind of record a section. Columns marked ● are required; all others may be empty. Ids are texts. Instants are UTC
without a zone, to the microsecond; local times in files are Asia/Shanghai unless they carry an offset. Numbers are 64-bit floating point.
A missing `platform` comes from the source's name. A subject is written `platform/id`.

The last column lists the headings by which `mingjian import` recognises a column beside its own name; case, width, spaces, `_` and `-` do not
matter. A unit in brackets behind a heading (`（万元）`, `(分)`, `(KG)`) is turned into ours, a unit in a cell goes before it, and what contradicts the
column is refused by row. A unit may stand above the table (`单位：万元`), or in a merged cell over several headings. Where a heading without a unit
counts in another one, the factor stands behind it. … means that headings made of the same words are recognised, too (`买家实付款总额`). Any other
heading is named with `--map THEIRS=OURS`, and one that is not to be read with `--skip THEIRS`.
Of a workbook the sheet that is recognised is read, with all of the same headings; the others are named, and `--sheet` chooses one.
A column of ids that is constantly 0, empty or a stroke names nothing: another that tells the same is read in its place.
Columns marked ○ no file brings: they are made of the others. A value that cannot be read makes its row a bad one; in columns marked ◇ it is left empty,
counted and listed, and its row is loaded. A file that is plainly of another sort (complaints, movements of money, a settlement,
messages of a messenger) is refused in words, unless `--map` names the column of its numbers.
"""


def kinds_page() -> str:
    """Return the page in Markdown."""
    return "\n".join([_HEAD, *(_section(kind) for kind in sorted(kinds().values(), key=lambda kind: kind.name))])


def _section(kind: Kind) -> str:
    apart = f" Views of the same thing are told apart by {', '.join(f'`{name}`' for name in kind.seen_apart_by)}." if kind.seen_apart_by else ""
    lines = [
        f"## `{kind.name}` {kind.title.zh}",
        "",
        f"No two rows share {', '.join(f'`{name}`' for name in ('platform', *kind.key))}.{apart}",
        "",
        "| column | type | unit | 含义 | meaning | known as |",
        "|---|---|---|---|---|---|",
        *(_line(kind, column) for column in kind.columns),
        "",
    ]
    return "\n".join(lines)


def _line(kind: Kind, column: Column) -> str:
    mark = " ●" if column.name in kind.key else " ○" if column.is_made else " ◇" if column.may_be_unread else ""
    known = [*column.known_as, *column.known_last, *(["…"] if column.like else []), *(f"{name} (× {factor:g})" for name, factor in column.counted_as.items())]
    cells = [f"`{column.name}`{mark}", _TYPES[column.type], column.unit, column.meaning.zh, column.meaning.en, "、".join(known)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
