"""Recognise a test report or proof of another region in a dossier: what, by whom, under which clause of which agreement."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.agreement.reader import agreement_of, agreements
from mingjian.core.errors import BadInput, NotPermitted
from mingjian.institutions.exchange.models import OwnAgreement
from mingjian.institutions.oversight.models import Recognition
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer


@act
def recognise_document(
    *,
    by: Officer,
    at: datetime,
    recognised_for: str,
    recognised_document: str,
    recognised_issuer: str,
    recognised_on: str,
    recognition_scope: str,
    recognised_clause: str = "",
) -> Account[Recognition]:
    """Keep it with the dossier, for its holder. Refused for a clause that the rulebook does not have; without one it stands as UNVERIFIED."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("department").get(number=recognised_for)
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"该卷宗由{dossier.department.name_zh}承办。", f"{dossier.department.name_en} holds the dossier.")
    clause = recognised_clause.strip()
    if clause:
        _check(clause, localtime(at).date())
    nth = (Recognition.objects.filter(dossier=dossier).order_by("-nth").values_list("nth", flat=True).first() or 0) + 1
    told = {
        "document": visible(recognised_document)[:300],
        "issuer": visible(recognised_issuer)[:200],
        "issued_on": date.fromisoformat(recognised_on),
        "clause": clause,
    }
    made = Recognition.objects.create(dossier=dossier, nth=nth, scope=recognition_scope, by=by, at=at, **told)
    return Account(made, {"dossier": dossier, "clause": clause or "UNVERIFIED"})


def _check(clause: str, on: date) -> None:
    name, _, called = clause.partition("/")
    own = (agreement_of(one.name, one.body) for one in OwnAgreement.objects.filter(name=name, state=OwnAgreement.State.CONFIRMED))
    known = [*own, *agreements().get(name, {}).values()]
    in_force = [one.clauses[called] for one in known if called in one.clauses and one.in_force <= on and (one.ends is None or on <= one.ends)]
    if not in_force:
        raise BadInput(
            f"规则库中没有施行中的协议条款 {clause[:60]}，没有依据的请不填。", f"No clause {clause[:60]} is in force: leave it blank where none supports it."
        )
    if not any(one.recognises for one in in_force):
        raise BadInput(
            f"协议条款 {clause[:60]} 没有规定互认，没有依据的请不填。",
            f"Clause {clause[:60]} says nothing of recognition: leave it blank where none supports it.",
        )
