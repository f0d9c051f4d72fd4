"""Send a notice to platforms: they delete what it is about, so that something of it lies captured and sealed before."""

import json

from mingjian.core.errors import StepRefused
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.queries.waivers import shows
from mingjian.office.dossiers.parents import behind
from mingjian.office.dossiers.transition import Asked, guard
from mingjian.office.models import Dossier, SealedFile
from mingjian.office.papers.kind import thing_in


@guard("warning", "send")
def only_with_something_captured(asked: Asked) -> None:
    """Refuse it while neither the dossier nor one that it rests on holds a captured page, a picture, a film or a PDF besides the list of evidence."""
    dossier, listed = asked.dossier, asked.papers["warned_evidence"]
    of = _rests_on(dossier)
    if Capture.objects.filter(dossier__in=of, stands="kept").exists():
        return
    files = SealedFile.objects.filter(dossier__in=of).exclude(dossier=dossier, sha256=listed).values_list("sha256", flat=True)
    if not any(shows(digest) for digest in files):
        raise StepRefused(
            "尚未取证封存：平台收到通报即会处置，请先在本卷宗或者所依据的线索、案件卷宗中取证（网页取证、照片、录像），证据清单本身不算。",
            "Nothing is captured and sealed yet, and platforms act on a notice at once: capture a page, or seal a picture or film, in this dossier or in the "
            "one that it rests on. The list of evidence itself is none.",
        )


def _rests_on(dossier: Dossier) -> list[int]:
    """Return the dossier, those that it arose from, and the clue that its draft names, by their keys."""
    opening = dossier.entries.order_by("index").first()
    named = str(json.loads(opening.body).get("papers", {}).get("source_clue", "")) if opening else ""
    name = thing_in(named)
    number = name.number if name else named
    found = [*behind(dossier), *Dossier.objects.filter(number=number).values_list("pk", flat=True)] if number else behind(dossier)
    return [one for pk in found for one in (pk, *behind(Dossier.objects.get(pk=pk)))]
