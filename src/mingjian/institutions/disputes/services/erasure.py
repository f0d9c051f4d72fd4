"""What a complaint keeps of persons besides papers and files: who complains, and what they told; and the pages of consumers on any dossier."""

from mingjian.institutions.disputes.models import Complainant, Complaint, ConsumerReceipt, ConsumerWord
from mingjian.institutions.disputes.particulars import words
from mingjian.office.institution import Taken
from mingjian.office.lists import search
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; return how many values went. The operator, the goods and the price stay: they are no person's."""
    pages, files = _erase_pages(dossier)
    complaint = Complaint.objects.filter(dossier=dossier).first()
    if complaint is None:
        return Taken(pages, files)
    values = Complainant.objects.filter(complaint=complaint).update(name="", phone="", address="")
    complaint.facts, complaint.demand, complaint.order_number, complaint.earlier = "—", "—", "", []
    complaint.save(update_fields=["facts", "demand", "order_number", "earlier"])
    search.index("complaint", complaint.pk, words(complaint))  # else what was told would still be found by its words
    return Taken(pages + values + 1, files)


def _erase_pages(dossier: Dossier) -> tuple[int, dict[str, int]]:
    """Erase the pages of consumers with all that was said by them; return how many rows went, and the files with their sizes."""
    words = ConsumerWord.objects.filter(receipt__dossier=dossier)
    files = dict(words.exclude(sha256="").values_list("sha256", "size"))
    words.update(answers=None)  # else an answer would go with its question, and be counted as none
    return words.delete()[0] + ConsumerReceipt.objects.filter(dossier=dossier).delete()[0], files
