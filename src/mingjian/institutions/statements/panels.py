"""What statements show on a dossier: that its matter has some, or may get some."""

from datetime import datetime

from mingjian.institutions.matters.queries import matter_of, matters_visible_to
from mingjian.institutions.statements.models import Statement
from mingjian.institutions.statements.queries import statements_of
from mingjian.office.acts.offers import is_open_to
from mingjian.office.institution import EVIDENCE
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import MAIN, Panel, in_part

#: Behind the list of evidence.
_ORDER = 30


@in_part(EVIDENCE)
def on_dossier(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show on a dossier how many statements of money and talk its matter has, with the way to them."""
    if not isinstance(thing, Dossier) or thing.pk is None or (matter := matter_of(thing)) is None:
        return None
    if not matters_visible_to(officer).filter(pk=matter.pk).exists():
        return None
    found, may_bring = statements_of(matter), is_open_to("statements.bring_statement", matter, officer)
    counts = [(label, len([one for one in found if one.sort == sort and one.standing == "open"])) for sort, label in Statement.Sort.choices]
    return Panel("statements/of_dossier.html", {"matter": matter, "counts": counts}, _ORDER, MAIN) if found or may_bring else None
