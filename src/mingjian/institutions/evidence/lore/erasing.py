"""What evidence keeps of persons in a dossier: what a buyer told and brought in the kits that are followed there."""

from mingjian.institutions.evidence.models import Kit
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; give the values that went, a story each, the files with their sizes, and the kits, whose rows changed."""
    kits = list(Kit.objects.filter(taken_up_as=dossier.number))
    files: dict[str, int] = {}
    for kit in kits:
        files |= dict(kit.items.values_list("sha256", "size"))
        kit.items.all().delete()
        kit.story, kit.order_number, kit.waybill, kit.origin = "—", "", "", ""
        kit.save(update_fields=["story", "order_number", "waybill", "origin"])
    return Taken(len(kits), files, tuple(kits))
