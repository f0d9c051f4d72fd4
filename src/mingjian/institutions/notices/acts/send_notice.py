"""Send a notice to a platform: at the public door, or by a right holder or clerk with an account."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.models import COPYRIGHT, Notice
from mingjian.institutions.notices.queries import platforms
from mingjian.institutions.notices.services.addresses import read_addresses, refuse
from mingjian.institutions.notices.services.checks import faults_of, restored_by_law, under_way
from mingjian.institutions.notices.services.completeness import refuse_missing, refuse_other_law, regime_for
from mingjian.institutions.notices.services.foreign import Hosts
from mingjian.institutions.notices.services.locker import Claim, right_of
from mingjian.institutions.notices.services.rows import make_rows
from mingjian.institutions.notices.services.sellers import Listed
from mingjian.office.acts.execution import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer
from mingjian.office.record.entries import Count

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 20  # from one address without an account
LONGEST_FACTS = 10_000


@act
def send_notice(
    *,
    by: Officer | None,
    at: datetime,
    platform_department: int,
    listing_addresses: str,
    notice_facts: str,
    notice_guarantee: str,
    right_code: str = "",
    right: str = "",
    right_holder_name: str = "",
    true_identity: str = "",
    right_mark: str = "",
    right_number: str = "",
    right_classes: str = "",
    evaluation_report: str = "",
    right_until: str = "",
    agent_name: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
    beyond_authority: str = "",
    sent_incomplete: str = "",
    notice_goods: str = "",
    notice_regime: str = "",
    origin: str = "",
    is_checked: bool = False,
    row_notes: Mapping[str, str] | None = None,
    sending: str = "",
    sent_rows: str = "",
) -> Account[Notice]:
    """
    Keep it for the platform named. `origin` counts those of one address: too many within an hour are refused, and so is what no platform here is to get.

    `row_notes`: what is said of single addresses. `sending`, `sent_rows`: the file or request that it is part of, and of which of its rows it is.
    `is_checked`: the caller looked at each address for this right already, as a file of many notices does once for all of its rows.
    """
    platform = _platform(platform_department, origin, at)
    facts = _facts(notice_facts, beyond_authority)
    addresses = read_addresses(listing_addresses)
    days = {"until": right_until, "attorney_from": attorney_from, "attorney_until": attorney_until}
    registered = {"mark": right_mark, "registration": right_number, "classes": right_classes, "evaluation": evaluation_report}
    claim = Claim(right, right_holder_name, true_identity, agent=agent_name, **registered, **days)
    rests_on = right_of(claim, right_code, platform, at, by)
    regime = regime_for(notice_regime, rests_on.kind)
    if not is_checked:
        listed = Listed(platform, right=rests_on, goods=notice_goods or facts)
        _check(addresses, listed, by, right_code, beyond_authority, at, regime)
    refuse_other_law(rests_on, regime)
    if not sent_incomplete:
        refuse_missing(rests_on, facts, localtime(at).date(), notice_goods.strip(), regime=regime, addresses=addresses)
    kept = {"regime": regime, "origin": origin, "sending": sending, "sent_rows": sent_rows}
    told = {"facts": facts, "goods": visible(notice_goods.strip()), "sent_at": at, "sent_by": by}
    numbered = {"number": next_number(f"N{localtime(at).year}-"), "code": secrets.token_urlsafe(18)}
    notice = Notice.objects.create(right=rests_on, department=platform, addresses=addresses, **numbered, **kept, **told)
    make_rows(notice, row_notes or {})
    search.index("notice", notice.pk, notice.search_words())
    return Account(notice, {"rests_on": notice.right, "addresses": Count(len(addresses))})


def _platform(pk: int, origin: str, at: datetime) -> Department:
    """Return the platform of a notice. Raises BadInput where this node has no such platform, StepRefused where one address sends too many."""
    platform = platforms().filter(pk=pk).first()
    if platform is None:
        raise BadInput("本节点没有这个平台。", "This node has no such platform.")
    if origin and Notice.objects.filter(origin=origin, sent_at__gte=at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise StepRefused("提交过于频繁，请一小时后再来。", "Too many in too short a time: come back in an hour.")
    return platform


def _check(addresses: list[str], listed: Listed, by: Officer | None, code: str, beyond: str, at: datetime, regime: str) -> None:
    """Refuse addresses of another platform, of authorised shops, and those that wait for a decision already."""
    platform, right = listed.platform, listed.right
    own = right if code.strip() else None
    running = under_way(platform, by, right.holder if right else "", own, addresses)
    restored = restored_by_law(platform, by, right.holder if right else "", own, addresses) if regime == COPYRIGHT else {}
    faults = faults_of(addresses, platform, listed, running, restored, beyond=beyond, on=localtime(at).date(), hosts=Hosts())
    refuse({nth: faults[one] for nth, one in enumerate(addresses, 1) if one in faults})


def _facts(told: str, beyond: str) -> str:
    """Join what is told with why it goes out about an authorised shop; nothing of it is cut off."""
    facts = visible("\n".join(filter(None, (told.strip(), beyond.strip()))).replace("\r\n", "\n"))
    if len(facts) > LONGEST_FACTS:
        raise BadInput(f"初步证据的说明至多 {LONGEST_FACTS} 字，其余请作为文件提交。", f"The facts may have {LONGEST_FACTS} signs: send the rest as a file.")
    return facts
