"""What a matter keeps of persons, erased when the retention of its leading dossier ends."""

from typing import Any

from mingjian.institutions.matters.models import FACTS, Matter
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier

GONE = "—"
#: Columns of words, by kind of row, which may tell of a person.
WORDS = {
    "matter_party": ("name", "operator", "head", "address", "premises", "source", "reason"),
    "matter_offer": ("shop", "place", "source", "reason"),
    "matter_exhibit": ("title", "maker", "shows", "objection", "source", "reason"),
    "matter_charge": ("means", "knowledge", "discretion", "source", "reason"),
    "matter_penalty": ("words", "source", "reason"),
    "matter_answer": ("point", "why", "source", "reason"),
}


def erase_of(dossier: Dossier) -> Taken:
    """Erase, in the caller's transaction, words, masked and earlier values and hashes of files from every row; kinds, codes, sums and days stay."""
    matter = Matter.objects.filter(lead=dossier).first()
    if matter is None:
        return Taken()
    erased = 0
    for model in FACTS:
        for row in model._default_manager.filter(matter=matter):
            erased += _erase(row)
    matter.excused = dict.fromkeys(matter.excused, GONE)
    matter.save(update_fields=["excused"])
    matter.make_findable()  # else a name would still lead here
    return Taken(erased, things=(matter,))


def _erase(row: Any) -> int:
    """Erase one row and return how many of its values went."""
    words = [name for name in WORDS[row.kind_name] if getattr(row, name) not in ("", GONE)]
    masked = [name for name in ("id_number", "phone", "sha256") if getattr(row, name, "")]
    for name in words:
        setattr(row, name, GONE)
    for name in masked:  # a hash would keep the file's bytes
        setattr(row, name, "")
    row.earlier = []
    row.save()
    return len(words) + len(masked)
