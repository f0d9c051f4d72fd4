"""Make an exhibit of rows of statements: a table of them, sealed to the leading dossier and entered in the list of evidence."""

from collections.abc import Collection, Sequence
from datetime import datetime

from mingjian.core.errors import BadInput, NotPermitted
from mingjian.core.statements.questions import Questions
from mingjian.institutions.matters.acts.add_exhibit import add_exhibit
from mingjian.institutions.matters.models import Exhibit, Matter
from mingjian.institutions.statements.models import Excerpt
from mingjian.institutions.statements.queries import read_as, read_from, statements_of
from mingjian.institutions.statements.services.excerpts import written
from mingjian.institutions.statements.services.storage import rows_of
from mingjian.office.acts.execution import Account, act
from mingjian.office.files.readings import readings_of
from mingjian.office.files.storage import seal
from mingjian.office.models import Officer
from mingjian.office.record.entries import Count

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
