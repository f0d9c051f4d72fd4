"""What a clue keeps of persons besides papers and files: who reported it."""

from mingjian.institutions.clues.models import Reporter
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; return how many values went."""
    named = Reporter.objects.filter(clue__dossier=dossier).exclude(name="", phone="", address="")
    return Taken(named.update(name="", phone="", address=""))
