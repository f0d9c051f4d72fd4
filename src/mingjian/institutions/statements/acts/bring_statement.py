"""Bring a file of money or talk for a matter: it is sealed to the leading dossier, and its rows are read."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mingjian.core.errors import BadInput
from mingjian.core.statements.reader import Statement as Read
from mingjian.core.statements.reader import read_statement
from mingjian.institutions.matters.models import OPEN, Matter
from mingjian.institutions.statements.models import Statement
from mingjian.institutions.statements.services.storage import keep_rows
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.storage import Kept, put_on_file
from mingjian.office.files.store import laid_out
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count

LISTED = 1_000  # rows not read that are kept with why


@act
def bring_statement(
    matter: Matter, *, by: Officer, at: datetime, statement_file: Kept, statement_source: str, statement_owner: str = "", statement_sheet: str = ""
) -> Account[Statement]:
    """Seal and read it. Raises BadInput where it is neither money nor talk, or is there already."""
    there = Statement.objects.filter(matter=matter, sha256=statement_file.sha256, standing=OPEN).first()
    if there is not None:
        raise BadInput(f"这个文件已经作为 {there.number} 导入。", f"This file is there already, as {there.number}.")
    read = _read(statement_file, statement_sheet, statement_owner)
    put_on_file(statement_file, dossier=matter.lead, by=by, at=at, is_personal=True)
    times = [one.replace(tzinfo=UTC) for one in read.rows["at"].to_pylist()]
    last = Statement.objects.filter(matter=matter).order_by("-nth").values_list("nth", flat=True).first() or 0
    made = Statement.objects.create(
        matter=matter,
        nth=last + 1,
        sort=read.sort,
        name=statement_file.name,
        sha256=statement_file.sha256,
        source=statement_source.strip()[:200],
        owner=statement_owner.strip()[:100],
        taken=read.rows.num_rows,
        left=len(read.bad_rows),
        since=min(times),
        until=max(times),
        theirs=dict(read.theirs),
        ignored=list(read.ignored),
        notes=[[note.zh, note.en] for note in read.notes],
        bad_rows=[[bad.row, bad.reason.zh, bad.reason.en] for bad in read.bad_rows[:LISTED]],
        brought_by=by,
        brought_at=at,
    )
    keep_rows(made, read.rows)
    told = {"sort": read.sort, "rows": Count(made.taken), "left": Count(made.left)}
    return Account(made, {"dossier": matter.lead, "statement": made.wire_name, "personal_files": [made.sha256], **told})


def _read(file: Kept, sheet: str, owner: str) -> Read:
    """Read its bytes under the name that it came with, by which formats are told."""
    with TemporaryDirectory(prefix="mingjian-") as folder, laid_out(file.sha256) as brought:
        path = Path(folder) / Path(file.name).name
        path.symlink_to(brought)
        return read_statement(path, sheet=sheet.strip(), owner=owner.strip())
