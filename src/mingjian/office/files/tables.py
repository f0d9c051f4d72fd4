"""A list handed out as a file: whole or not at all, and the ledger says who took which list, how it was sifted, and how many rows."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import IO, Any, cast

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.timezone import localtime, now

from mingjian.core.errors import BadInput
from mingjian.office.lists.tables import HANDLING, Handled, Table, write_book, write_csv, write_xlsx
from mingjian.office.models import Officer
from mingjian.office.people.handling import WITHHELD, in_words, is_withheld, marks_of
from mingjian.office.people.signin import officer_of
from mingjian.office.record.entries import Count, enter

#: What a list may be taken along as, by what the address asks for: who writes it, and its media type.
FORMS = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}
MOST_ROWS = 50_000  # of one file: some twenty seconds of writing, and more than anybody reads
AT_ONCE = 2000  # rows in memory together
IN_MEMORY = 4 << 20  # bytes of a file before it goes to disk
NO_FILTER = {"as", "after", "month"}  # of an address: what sifts nothing
FREE = {"q"}  # what was typed may name a person, and nothing is ever taken out of a ledger: of it only the beginning and the length are entered


def taken_out(request: HttpRequest, table: Table, found: "QuerySet[Any] | Sequence[Any]", told: Callable[[Any], Any] | None = None) -> HttpResponse | None:
    """
    Return a list as a file, where the address asks for one (`?as=xlsx`), with the rows that its filter leaves; None where the page is asked for.

    `told` makes of each row what the columns are read from.

    Raises BadInput for another form, and where more rows are left than one file takes: a part would pass for the whole.
    """
    form = request.GET.get("as", "")
    if not form:
        return None
    if form not in FORMS:
        raise BadInput("清单只能导出为 xlsx 或者 csv。", "A list is taken out as xlsx or csv.")
    _refuse_too_many(found)
    writes, media_type = FORMS[form]
    rows = map(told, _rows(found)) if told else _rows(found)
    if not table.is_public:
        table, rows = with_handling(table, rows, officer_of(request))
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by the response
    try:
        count = writes(out, table, rows)
    except Exception:
        out.close()
        raise
    out.seek(0)
    if not table.is_public:
        enter("list_taken_out", at=now(), by=officer_of(request), list=table.name, filter=_sifted(request), rows=Count(count), form_of_file=form)
    reply = FileResponse(out, as_attachment=True, filename=f"{table.name}-{localtime(now()):%Y%m%d-%H%M}.{form}", content_type=media_type)
    reply["Cache-Control"] = "no-store"
    return cast(HttpResponse, reply)  # a page may answer with any of them


def _sifted(request: HttpRequest) -> dict[str, str]:
    given = {name: str(value) for name, value in sorted(request.GET.items()) if name not in NO_FILTER and value}
    return {f"by_{name}"[:60]: f"{value[:1]}…({len(value)})" if name in FREE else value[:200] for name, value in given.items()}


def book_taken_out(request: HttpRequest, name: str, sheets: "Sequence[tuple[Table, Sequence[Any]]]") -> HttpResponse:
    """Return several lists as the sheets of one workbook; entered as one list taken out. Raises BadInput where one has more rows than a file takes."""
    for _, found in sheets:
        _refuse_too_many(found)
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by the response
    try:
        count = write_book(out, [with_handling(table, rows, officer_of(request)) for table, rows in sheets])
    except Exception:
        out.close()
        raise
    out.seek(0)
    enter("list_taken_out", at=now(), by=officer_of(request), list=name, filter=_sifted(request), rows=Count(count), form_of_file="xlsx")
    reply = FileResponse(out, as_attachment=True, filename=f"{name}-{localtime(now()):%Y%m%d-%H%M}.xlsx", content_type=FORMS["xlsx"][1])
    reply["Cache-Control"] = "no-store"
    return cast(HttpResponse, reply)


def with_handling(table: Table, rows: Iterable[Any], officer: Officer | None) -> tuple[Table, Iterable[Any]]:
    """Return a list of dossiers with the handling code of each, and without the content of those that the code keeps with another; other lists as they are."""
    finds = next((one.finds for one in table.columns if one.finds), None)
    if finds is None:
        return table, rows
    return replace(table, columns=(*table.columns, HANDLING)), _handled(rows, finds, officer)


def _handled(rows: Iterable[Any], finds: Callable[[Any], Any], officer: Officer | None) -> Iterator[Handled]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        held = [finds(row) for row in some]  # none for an entry of the ledger that is of no dossier
        marks = marks_of({one.pk for one in held if one is not None})
        for row, dossier in zip(some, held, strict=True):
            if dossier is not None and (found := marks.get(dossier.pk)):
                yield Handled(row, in_words(found), WITHHELD if is_withheld(found, dossier, officer) else None)
            else:
                yield Handled(row)


def _refuse_too_many(found: "QuerySet[Any] | Sequence[Any]") -> None:
    count = found.order_by()[: MOST_ROWS + 1].count() if isinstance(found, QuerySet) else len(found)
    if count > MOST_ROWS:
        raise BadInput(
            f"符合条件的超过 {MOST_ROWS} 行，一个文件最多导出 {MOST_ROWS} 行。请用筛选条件分几次导出；没有导出任何一行。",
            f"More than {MOST_ROWS} rows answer, and one file takes {MOST_ROWS}. Sift the list and take it out in parts; nothing was taken out.",
        )


def _rows(found: "QuerySet[Any] | Sequence[Any]") -> Iterable[Any]:
    return found.iterator(chunk_size=AT_ONCE) if isinstance(found, QuerySet) else found
