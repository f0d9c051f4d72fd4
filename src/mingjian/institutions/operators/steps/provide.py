"""Keep what a platform or firm answers, in part or whole: in the file of the subject that it was asked about, and where institutions above keep it."""

from datetime import datetime
from typing import Any

from mingjian.core.examination.answers import read_answer
from mingjian.institutions.operators.services.answers import keep_identity
from mingjian.office.dossiers.transition import Asked, guard, step
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Officer


@guard("assistance", "provide", "provide_part")
def only_what_can_be(asked: Asked) -> None:
    """Refuse an answer whose numbers fail their check digits, and lines of goods or sales that cannot be read, at the door of whoever answers."""
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
