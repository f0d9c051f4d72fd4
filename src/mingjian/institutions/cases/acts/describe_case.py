"""State of a case whom it is about and what is suspected under which law."""

from datetime import date, datetime

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.rulebook import crimes, liabilities
from mingjian.institutions.cases.models import CLOSED, Case
from mingjian.institutions.cases.services.matter import tell_matter
from mingjian.institutions.cases.services.threshold_watch import weigh
from mingjian.office.acts.execution import Account, act
from mingjian.office.lists import search
from mingjian.office.models import Officer


@act
def describe_case(case: Case, *, by: Officer, at: datetime, told: dict[str, object], reason: str = "") -> Account[None]:
    """
    Set what is told, by column; the rest stays. Raises BadInput for what the rulebook does not know.

    A closed case takes what it lacks, since its penalty may still be to be published; what it says already it changes with a reason, else StepRefused.
    The ledger keeps which columns changed, and of those that name no person what they say now.
    """
    _check(told)
    changed = {name: value for name, value in told.items() if getattr(case, name) != value}
    if case.state == CLOSED and not reason.strip() and any(getattr(case, name) for name in changed):
        zh = "案件已经结案：补填空缺的内容不必说明；更改已登记的内容，须写明理由。"
        raise StepRefused(zh, "The case is closed: what it lacks may be entered as it is; to change what it says, give a reason.")
    for name, value in changed.items():
        setattr(case, name, value)
    weigh(case, localtime(at).date())
    tell_matter(case, changed, by, at)
    search.index("case", case.pk, case.search_words())
    shown = {name: value.isoformat() if isinstance(value, date) else value for name, value in changed.items() if not name.startswith("party_")}
    return Account(None, {"dossier": case.dossier, "changed": sorted(changed), "now": shown}, is_new=bool(changed))


def _check(told: dict[str, object]) -> None:
    act, crime, field, ground = (str(told.get(name) or "") for name in ("act", "crime", "field", "broken"))
    if act:
        liabilities().act(act)
    if crime:
        crimes().crime(crime)
    if field and field not in rulebook().vocabularies["goods_fields"]:
        raise BadInput(f"没有商品领域“{field[:60]}”。", f"There is no field of goods {field[:60]!r}.")
    if ground and not rulebook().statutes.knows(ground):
        zh = f"规则库中没有“{ground[:60]}”；照平常的写法写明法律和条，例如 商标法第57条，或者写作 trademark_law/57。"
        en = f"The rulebook has no {ground[:60]!r}; name law and article as people cite them, such as Trademark Law, art. 57, or as trademark_law/57."
        raise BadInput(zh, en)
    circumstances = told.get("circumstances")
    if isinstance(circumstances, list):
        discretion().chosen([str(one) for one in circumstances])
