"""What a case keeps of a person besides its matter, papers and files: the party's name, address and head, by which lists and search find it."""

from mingjian.institutions.cases.models import Case
from mingjian.office.institution import Taken
from mingjian.office.lists import search
from mingjian.office.models import Dossier

GONE = "—"


def erase_of(dossier: Dossier) -> Taken:
    """Erase them, in the caller's transaction; the code of a firm, the act, sums and days stay."""
    case = Case.objects.filter(dossier=dossier).first()
    if case is None:
        return Taken()
    held = [name for name in ("party_name", "party_address", "party_head") if getattr(case, name) not in ("", GONE)]
    for name in held:
        setattr(case, name, GONE)
    case.save(update_fields=held)
    search.index("case", case.pk, case.search_words())  # else the name would still lead here
    return Taken(len(held), things=(case,))
