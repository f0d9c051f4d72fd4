"""What a clue keeps of persons besides papers and files: who reported it, and what a buyer told and brought."""

from mingjian.institutions.clues.models import Clue, Reporter
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; give how many values went, and the files with their sizes."""
    clue = Clue.objects.filter(dossier=dossier).select_related("kit").first()
    if clue is None:
        return Taken()
    values = Reporter.objects.filter(clue=clue).exclude(name="", phone="", address="").update(name="", phone="", address="")
    kit = clue.kit
    if kit is None:
        return Taken(values)
    files = dict(kit.items.values_list("sha256", "size"))
    kit.items.all().delete()
    values += kit.remarks.filter(is_of_buyer=True).exclude(text="—").update(text="—")
    kit.story, kit.order_number, kit.waybill, kit.origin = "—", "", "", ""
    kit.save(update_fields=["story", "order_number", "waybill", "origin"])
    return Taken(values + 1, files)
