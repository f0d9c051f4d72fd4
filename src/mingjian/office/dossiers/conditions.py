"""Where dossiers stand: the condition of a state, and which states a department's dossiers stand in at all."""

from collections.abc import Collection, Mapping

from django.db import connection
from django.db.models import Q

from mingjian.core.procedure import rulebook

#: State texts by procedure.
Present = Mapping[str, Collection[str]]


def states_present(department: int | None, procedures: Collection[str], *, closed: Collection[bool] = (False,)) -> dict[str, set[str]]:
    """
    Return the state texts in which dossiers of some procedures stand with a department (key), by procedure.

    Stepped from one to the next on an index, so that ten thousand dossiers in the same state cost what one does.
    """
    found: dict[str, set[str]] = {}
    for is_closed in closed if procedures else ():
        with connection.cursor() as cursor:
            cursor.execute(_NEXT.format(", ".join(["(%s)"] * len(procedures))), [*procedures, department, is_closed, department, is_closed])
            for procedure, text in cursor.fetchall():
                found.setdefault(procedure, set()).add(text)
    return found


_NEXT = """
    WITH RECURSIVE asked(procedure) AS (VALUES {}), present(procedure, text) AS (
      SELECT procedure, (SELECT MIN(d.state_text) FROM office_dossier d WHERE d.department_id = %s AND d.is_closed = %s AND d.procedure = asked.procedure)
      FROM asked
      UNION ALL
      SELECT procedure, (SELECT MIN(d.state_text) FROM office_dossier d
        WHERE d.department_id = %s AND d.is_closed = %s AND d.procedure = present.procedure AND d.state_text > present.text)
      FROM present WHERE text IS NOT NULL)
    SELECT procedure, text FROM present WHERE text IS NOT NULL"""


def standing_in(by_procedure: Mapping[str, Collection[str]], of: str = "") -> Q:
    """Return the condition of dossiers that stand in some states, by procedure; `of`: of rows that point at a dossier by that name, such as `dossier__`."""
    condition = Q(pk__in=[])
    for name, states in by_procedure.items():
        if has_tracks(name):
            for state in states:
                condition |= Q(**{f"{of}procedure": name, f"{of}state_text__contains": _told(state)})
        else:
            condition |= Q(**{f"{of}procedure": name, f"{of}state_text__in": states})
    return condition


def standing_apart(by_procedure: Mapping[str, Collection[str]], present: Present) -> list[Q]:
    """
    Return the condition of `standing_in` where it is known in what state texts dossiers stand: one for each procedure that has any in one of the states.

    Named whole and apart, an index finds each; a state inside of a text it finds in none, and all together would be looked for row by row.
    """
    found = []
    for name, states in by_procedure.items():
        told = [_told(state) for state in states]
        texts = {text for text in present.get(name, ()) if (any(one in text for one in told) if has_tracks(name) else text in states)}
        found += [Q(procedure=name, state_text__in=sorted(texts))] if texts else []
    return found


def has_tracks(procedure: str) -> bool:
    """Return whether dossiers of a procedure stand in several states at once."""
    return bool(rulebook().versions(procedure)[-1].tracks)


def _told(state: str) -> str:
    """A state as it stands in the text of several."""
    return f': "{state}"'
