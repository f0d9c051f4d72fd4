"""What steps of assistance do to subject files."""

from datetime import datetime
from typing import Any

from mingjian.core.examination.answers import read_answer
from mingjian.institutions.operators.particulars.gate import PAPERS, check_request
from mingjian.institutions.operators.services.answers import keep_identity
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Officer


# Keep what a platform or firm answers, in part or whole: in the file of the subject that it was asked about, and where institutions above keep it.
@guard("assistance", "provide", "provide_part")
def only_what_can_be(asked: Asked) -> None:
    """Refuse an answer whose numbers fail their check digits, and lines of goods or sales that cannot be read, at the portal of whoever answers."""
    read_answer(asked.papers)


@step("assistance")
def provide(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Answer whole."""
    _keep(dossier, papers, by, at)


@step("assistance")
def provide_part(dossier: Dossier, *, by: Officer, at: datetime, **papers: Any) -> None:
    """Answer a part; the clock runs on."""
    _keep(dossier, papers, by, at)


def _keep(dossier: Dossier, papers: dict[str, Any], by: Officer, at: datetime) -> None:
    answer = read_answer(papers)
    told = {"phone": answer.phone, "address": answer.address, "warehouse": answer.warehouse, "payee": answer.payee}
    keep_identity(dossier, answer.name, answer.code, told, by=by, at=at)
    for follow in parts("follows_answer"):
        follow(dossier, answer, by, at)


# Every way by which a platform or firm is asked for data passes one gate: the form, the common form, asking again, steps on several, the API.
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
