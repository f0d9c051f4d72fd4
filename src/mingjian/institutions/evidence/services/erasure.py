"""What evidence keeps of persons in a dossier: what a buyer told and brought in the kits that are followed there."""

from mingjian.institutions.evidence.models import Kit
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier

GONE = "—"


def erase_words_of_buyer(kit: Kit) -> int:
    """Erase what the buyer wrote later through the code; return how many remarks."""
    going = [one.pk for one in kit.remarks.filter(is_of_buyer=True) if one.text != GONE]  # encrypted: no query compares it
    return kit.remarks.filter(pk__in=going).update(text=GONE)


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; return the values that went (a story, or a remark), the files with their sizes and the kits, which changed."""
    kits = list(Kit.objects.filter(taken_up_as=dossier.number))
    files: dict[str, int] = {}
    remarks = 0
    for kit in kits:
        files |= dict(kit.items.values_list("sha256", "size"))
        kit.items.all().delete()
        remarks += erase_words_of_buyer(kit)
        kit.story, kit.order_number, kit.waybill, kit.origin = GONE, "", "", ""
        kit.save(update_fields=["story", "order_number", "waybill", "origin"])
    return Taken(len(kits) + remarks, files, tuple(kits))
