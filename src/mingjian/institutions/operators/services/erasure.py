"""What a subject's file keeps of an answer: the accounts, numbers and places that tie it, each known from a dossier."""

from mingjian.institutions.operators.models import Link
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier

GONE = "—#"  # what stands in place of a value that was erased, before the link's key


def erase_of(dossier: Dossier) -> Taken:
    """Erase, in the caller's transaction, the personal values that came from a dossier; give how many went, and the links, whose rows changed."""
    links = [link for link in Link.objects.filter(dossier=dossier).select_related("subject") if link.is_personal and not link.value.startswith(GONE)]
    for link in links:
        link.value = f"{GONE}{link.pk}"  # which stays unique beside others of its subject
        link.save(update_fields=["value", "value_key"])
    return Taken(len(links), things=tuple(links))
