"""Who holds how many dossiers: counted by department, procedure and officer, without reading every one of them into groups."""

from collections import Counter
from collections.abc import Collection

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from mingjian.office.models import Dossier

#: Of each holder: department (key), procedure and officer (key; None where nobody works on it yet).
Held = Counter[tuple[int, str, int | None]]


def counted_by_holder(found: QuerySet[Dossier], departments: Collection[int], *, closed: bool | None = None) -> Held:
    """
    Count the dossiers found that some departments (keys) hold, by department, procedure and officer; those that hold none are left out.

    Holders are stepped through on an index, and each one's dossiers counted on it: grouped, every dossier would be sorted first. `closed`: whether those
    found are closed, or are not; None where they may be either. The index is then another.
    """
    held = found.order_by().filter(department=RawSQL("holders.department", ()), procedure=RawSQL("holders.procedure", ())).values("pk")
    if closed is not None:
        held = held.filter(is_closed__in=[closed])  # and not `NOT is_closed`, which SQLite looks up in no index
    try:
        asked = [held.filter(officer=who).query.sql_with_params() for who in (None, RawSQL("holders.officer", ()))]
    except EmptyResultSet:
        return Counter()
    if not departments:
        return Counter()
    (nobodys, of_nobody), (somebodys, of_somebody) = asked
    state = "" if closed is None else f" AND d.is_closed = {str(closed).upper()}"
    steps = _HOLDERS.format(rows=", ".join(["(%s)"] * len(departments)), held=f"d.department_id = stood.department{state}")
    # What is found is the ORM's own question; what is written here besides holds no word from outside.
    counts = f"CASE WHEN officer IS NULL THEN (SELECT COUNT(*) FROM ({nobodys}) AS n) ELSE (SELECT COUNT(*) FROM ({somebodys}) AS n) END"  # noqa: S608
    with connections[found.db].cursor() as cursor:
        cursor.execute(f"{steps} SELECT department, procedure, officer, {counts} FROM holders", [*departments, *of_nobody, *of_somebody])  # noqa: S608
        return Counter({(department, procedure, officer): number for department, procedure, officer, number in cursor.fetchall() if number})


#: Steps from procedure to procedure, and in each from officer to officer; the last of each stands for those that nobody works on.
_HOLDERS = """
    WITH RECURSIVE asked(department) AS (VALUES {rows}), kinds(department, procedure) AS (
      SELECT department, (SELECT MIN(d.procedure) FROM office_dossier d WHERE {held}) FROM asked AS stood
      UNION ALL
      SELECT department, (SELECT MIN(d.procedure) FROM office_dossier d WHERE {held} AND d.procedure > stood.procedure)
      FROM kinds AS stood WHERE procedure IS NOT NULL),
    holders(department, procedure, officer) AS (
      SELECT department, procedure, (SELECT MIN(d.officer_id) FROM office_dossier d WHERE {held} AND d.procedure = stood.procedure)
      FROM kinds AS stood WHERE procedure IS NOT NULL
      UNION ALL
      SELECT department, procedure,
        (SELECT MIN(d.officer_id) FROM office_dossier d WHERE {held} AND d.procedure = stood.procedure AND d.officer_id > stood.officer)
      FROM holders AS stood WHERE officer IS NOT NULL)"""
