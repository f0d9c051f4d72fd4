"""Put a shop on the list of those that no rule need look at, or that one rule need not, or not for one value."""

from datetime import date, datetime

from mingjian.core.errors import BadInput
from mingjian.institutions.monitoring.models import KnownGood, named_by
from mingjian.institutions.monitoring.queries import detector_titles, rules_visible_to
from mingjian.institutions.monitoring.services.exceptions import as_kept
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


@act
def keep_known_good(
    *,
    by: Officer,
    at: datetime,
    platform_name: str,
    shop_number: str,
    known_good_kind: str,
    known_good_ground: str,
    known_until: str = "",
    known_rule: str = "",
    known_value: str = "",
) -> Account[KnownGood]:
    """
    Put a shop on the list, with why and until when; what is on it already is told anew.

    `known_rule`: key of the one detector, or number of the one rule of the own department, that passes it over. Raises BadInput for one that there is not.
    """
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    until = date.fromisoformat(known_until) if known_until else None
    told = {"kind": known_good_kind, "why": known_good_ground[:300], "until": until, "by": by, "at": at}
    kept, _ = KnownGood.objects.update_or_create(
        platform=platform_name[:60],
        shop_id=shop_number[:100],
        department=by.department,
        rule=_rule(known_rule.strip(), by),
        value=as_kept(known_value)[:60],
        defaults=told,
    )
    only = {"asked_of": named_by(kept.rule)} if kept.rule else {}
    return Account(kept, {"subject": kept.subject, "why": kept.why, "until": kept.until or "", **only})


def _rule(named: str, by: Officer) -> str:
    """Return the key of a rule by which findings name it, from what an officer named."""
    if not named or named in detector_titles():
        return named
    found = rules_visible_to(by).filter(number=named, department=by.department).first()
    if found is None:
        raise BadInput(f"没有检测器或者规则 {named[:60]}。", f"There is no detector or rule {named[:60]}.")
    return found.key
