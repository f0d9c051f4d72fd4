"""What a complaint keeps of persons besides papers and files: who complains, and what they told."""

from mingjian.institutions.disputes.models import Complainant, Complaint
from mingjian.institutions.disputes.particulars import words
from mingjian.office.institution import Taken
from mingjian.office.lists import search
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; return how many values went. The operator, the goods and the price stay: they are no person's."""
    complaint = Complaint.objects.filter(dossier=dossier).first()
    if complaint is None:
        return Taken()
    values = Complainant.objects.filter(complaint=complaint).update(name="", phone="", address="")
    complaint.facts, complaint.demand, complaint.order_number, complaint.earlier = "—", "—", "", []
    complaint.save(update_fields=["facts", "demand", "order_number", "earlier"])
    search.index("complaint", complaint.pk, words(complaint))  # else what was told would still be found by its words
    return Taken(values + 1)
