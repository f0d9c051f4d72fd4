"""What statements keep of persons, erased when the retention of the matter's leading dossier ends; the file itself goes with the dossier's."""

from mingjian.institutions.matters.models import Matter
from mingjian.institutions.statements.models import Excerpt, Statement, StatementRows
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier

GONE = "—"


def erase_of(dossier: Dossier) -> Taken:
    """Erase, in the caller's transaction, rows, names, owners and hashes of files; how many rows there were, and of which months, stays."""
    matter = Matter.objects.filter(lead=dossier).first()
    statements = list(Statement.objects.filter(matter=matter)) if matter else []
    if matter is None or not statements:
        return Taken()
    erased = StatementRows.objects.filter(statement__in=statements).delete()[0]
    for one in statements:
        one.name, one.owner, one.sha256, one.source, one.reason = GONE, "", "", GONE, GONE if one.reason else ""
        one.save(update_fields=["name", "owner", "sha256", "source", "reason"])
    for excerpt in Excerpt.objects.filter(matter=matter):
        excerpt.rows = []
        excerpt.save(update_fields=["rows"])
    return Taken(erased + len(statements), things=(matter, *statements))
