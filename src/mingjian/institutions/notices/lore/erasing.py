"""What a notice keeps of persons besides papers and files: what its sender told and added. The right in the locker stays, since other notices rest on it."""

from mingjian.institutions.notices.models import Notice
from mingjian.office.institution import Taken
from mingjian.office.models import Dossier


def erase_of(dossier: Dossier) -> Taken:
    """Erase it, in the caller's transaction; return how many values went, the files with their sizes, and the notice, whose row changed."""
    notice = Notice.objects.filter(dossier=dossier).first()
    if notice is None:
        return Taken()
    files = dict(notice.additions.exclude(sha256="").values_list("sha256", "size"))
    added, _ = notice.additions.all().delete()
    # What was said of single addresses, and the operator's words on them; empty where nothing was said.
    notice.targets.exclude(note="", statement="").update(note="", statement="", draft={})
    notice.facts, notice.origin = "—", ""
    notice.save(update_fields=["facts", "origin"])
    return Taken(added + 1, files, (notice,))
