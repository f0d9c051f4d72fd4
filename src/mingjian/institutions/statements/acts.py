"""What is done to the statements of a matter."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.statements.questions import Questions
from mingjian.core.statements.reader import Statement as Read
from mingjian.core.statements.reader import read_statement
from mingjian.institutions.matters.acts import add_exhibit
from mingjian.institutions.matters.models import OPEN, Exhibit, Matter
from mingjian.institutions.statements.models import Excerpt, Statement
from mingjian.institutions.statements.queries import read_as, read_from, statements_of
from mingjian.institutions.statements.services.excerpts import written
from mingjian.institutions.statements.services.storage import keep_rows, rows_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.readings import readings_of
from mingjian.office.files.storage import Kept, put_on_file, seal
from mingjian.office.files.store import laid_out
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count

# Bring a file of money or talk for a matter: it is sealed to the leading dossier, and its rows are read.

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


# Make an exhibit of rows of statements: a table of them, sealed to the leading dossier and entered in the list of evidence.

MOST = 5_000  # rows of one excerpt: what is more is the whole file, which can be an exhibit itself


@act
def make_excerpt(
    matter: Matter, *, by: Officer, at: datetime, sort: str, marks: Collection[tuple[int, int]], title: str, proves: Sequence[str], shows: str = ""
) -> Account[Excerpt]:
    """Raises NotPermitted for whoever has no reading of the statements, BadInput for no rows or too many, and for what an exhibit lacks."""
    if not readings_of(by, at, {read_as(matter)}).exists():
        raise NotPermitted("请先写明目的和依据，查看未遮蔽的内容。", "Say for what purpose and on what ground you see them unmasked first.")
    if not 0 < len(set(marks)) <= MOST:
        raise BadInput(f"请勾选 1 至 {MOST} 行。", f"Tick between 1 and {MOST} rows.")
    if not title.strip() or not proves:
        raise BadInput("请写明证据名称，并勾选它证明什么。", "Name the exhibit, and tick what it proves.")
    statements = {one.nth: one for one in read_from(statements_of(matter), sort)}
    if not {nth for nth, _ in marks} <= statements.keys():
        raise BadInput("所选的行不在本案情的记录中，请刷新页面。", "Rows that were ticked are in no statement of this matter: load the page again.")
    with Questions(sort, {nth: rows_of(one) for nth, one in statements.items()}) as questions:
        rows = questions.marked(set(marks))
    if len(rows) != len(set(marks)):
        raise BadInput("所选的行不在本案情的记录中，请刷新页面。", "Rows that were ticked are in no statement of this matter: load the page again.")
    sealed = seal([written(statements, sort, rows)], f"{title.strip()[:80]}.csv", dossier=matter.lead, by=by, at=at, is_personal=True)
    sources = "、".join(dict.fromkeys(f"{statements[row['statement']].source}（{statements[row['statement']].number}）" for row in rows))
    exhibit = add_exhibit(
        matter,
        by=by,
        at=at,
        exhibit_kind=Exhibit.Kind.DATA,
        exhibit_title=title.strip()[:300],
        exhibit_proves="\n".join(proves),
        exhibit_file=sealed.sha256,
        exhibit_shows=shows.strip()[:500],
        fact_source=sources[:300],
    )
    sums = {side: sum(row["cents"] for row in rows if row["counts"] and row["direction"] == side) if sort == "payment" else 0 for side in ("in", "out")}
    told = {"sort": sort, "rows": [[row["statement"], row["row"]] for row in rows], "cents_in": sums["in"], "cents_out": sums["out"]}
    made = Excerpt.objects.create(matter=matter, exhibit=exhibit, made_by=by, made_at=at, **told)
    return Account(made, {"dossier": matter.lead, "fact": exhibit.wire_name, "rows": Count(len(rows)), "personal_files": [sealed.sha256]})


# Withdraw a statement that was brought by mistake: its rows count no more; the file stays on the dossier.
@act
def withdraw_statement(statement: Statement, *, by: Officer, at: datetime, reason: str) -> Account[None]:
    """Note why."""
    statement.reason = reason.strip()[:500]
    return Account(None, {"dossier": statement.matter.lead})
