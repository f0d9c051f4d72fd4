"""
What a notice keeps of persons besides papers and files: what its sender, operators and holders told.

The right in the locker stays, since other notices rest on it.
"""

from mingjian.institutions.notices.models import Notice
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; return how many values went, the files with their sizes, and the notice, whose row changed."""
    notice = Notice.objects.filter(dossier=dossier).first()
    if notice is None:
        return Taken()
    files = {
        sha256: size for brought in (notice.additions, notice.operator_answers) for sha256, size in brought.exclude(sha256="").values_list("sha256", "size")
    }
    added = notice.additions.all().delete()[0] + notice.operator_answers.all().delete()[0] + notice.operator_receipts.all().delete()[0]
    complaints = list(notice.complaints.exclude(words=""))
    for complaint in complaints:
        complaint.words = "—"
        complaint.save(update_fields=["words"])
    # What was said of single addresses, and the operator's words on them; empty where nothing was said.
    notice.targets.exclude(note="", statement="").update(note="", statement="", draft={})
    notice.facts, notice.origin = "—", ""
    notice.save(update_fields=["facts", "origin"])
    return Taken(added + len(complaints) + 1, files, (notice, *complaints))
