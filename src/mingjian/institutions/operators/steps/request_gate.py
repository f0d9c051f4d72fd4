"""Every way by which a platform or firm is asked for data passes one gate: the form, the common form, asking again, steps on several, the API."""

from typing import Any

from mingjian.institutions.operators.particulars.gate import PAPERS, check_request
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.transition import Asked, guard
from mingjian.office.models import Dossier


@guard("assistance", "draft")
def drafts_for_a_provider(asked: Asked) -> None:
    """Ask a draft that is for a platform or firm at once, so that nobody signs later what cannot go."""
    if asked.papers.get("asked_of") == "provider":
        check_request(str(asked.papers["questions"]), asked.papers)


@guard("assistance", "ask_provider")
def requests_to_a_provider(asked: Asked) -> None:
    """Ask what the draft says, with what the step itself says in its place."""
    known = _on_record(asked.dossier)
    check_request(known.get("questions", ""), {**known, **asked.papers})


@guard("assistance", "ask_provider_again")
def further_requests(asked: Asked) -> None:
    """Ask the new request by itself; consent to what was asked before is none to what is asked now."""
    known = _on_record(asked.dossier)
    check_request(str(asked.papers["questions"]), {name: known.get(name) for name in PAPERS[:2]} | dict(asked.papers))


def _on_record(dossier: Dossier) -> dict[str, Any]:
    known = Known(dossier)
    return {name: known.first((name,)) for name in ("questions", *PAPERS)}
