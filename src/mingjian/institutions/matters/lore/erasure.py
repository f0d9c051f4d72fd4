"""What a matter keeps of persons, erased when the retention of its leading dossier ends."""

from mingjian.institutions.matters.models import Matter
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier

GONE = "—"


def erase_of(dossier: Dossier) -> Taken:
    """Erase, in the caller's transaction, numbers of identity, telephones, addresses and earlier values of parties; of natural persons the name, too."""
    matter = Matter.objects.filter(lead=dossier).first()
    if matter is None:
        return Taken()
    values = 0
    for party in matter.party_rows.all():
        held = [name for name in ("id_number", "phone") if getattr(party, name)]
        if party.kind != party.Kind.ORGANISATION:
            held += [name for name in ("name", "operator", "head", "address", "premises") if getattr(party, name) not in ("", GONE)]
        for name in held:
            setattr(party, name, "" if name in ("id_number", "phone") else GONE)
        party.earlier = []
        party.save()
        values += len(held)
    return Taken(values, things=(matter,))
