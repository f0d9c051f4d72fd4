"""Send a notice to a platform: at the public door, or by a right holder or clerk with an account."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.lore.addresses import read_addresses, refuse
from mingjian.institutions.notices.lore.checking import faults_of, under_way
from mingjian.institutions.notices.lore.completeness import lacking_before
from mingjian.institutions.notices.lore.foreign import Hosts
from mingjian.institutions.notices.lore.locker import Claim, right_of
from mingjian.institutions.notices.lore.rows import make_rows
from mingjian.institutions.notices.lore.sellers import Listed
from mingjian.institutions.notices.models import Notice, Right
from mingjian.institutions.notices.queries import platforms
from mingjian.office.acts.doing import Account, act
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
    right_until: str = "",
    agent_name: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
    beyond_authority: str = "",
    sent_incomplete: str = "",
    origin: str = "",
    is_checked: bool = False,
    row_notes: Mapping[str, str] | None = None,
) -> Account[Notice]:
    """
    Keep it for the platform named. `origin` counts those of one address: too many within an hour are refused, and so is what no platform here is to get.

    `row_notes`: what is said of single addresses.
    `is_checked`: the caller looked at each address for this right already, as a file of many notices does once for all of its rows.
    """
    platform = platforms().filter(pk=platform_department).first()
    if platform is None:
        raise BadInput("本节点没有这个平台。", "This node has no such platform.")
    if origin and Notice.objects.filter(origin=origin, sent_at__gte=at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise StepRefused("提交过于频繁，请一小时后再来。", "Too many in too short a time: come back in an hour.")
    facts = _facts(notice_facts, beyond_authority)
    addresses = read_addresses(listing_addresses)
    claim = Claim(right, right_holder_name, true_identity, right_mark, right_number, right_classes, right_until, agent_name, attorney_from, attorney_until)
    rests_on = right_of(claim, right_code, platform, at)
    if not is_checked:
        _check(addresses, platform, rests_on, by, right_code, beyond_authority, at)
    if not sent_incomplete:
        _tell_missing(rests_on, facts, at)
    notice = Notice.objects.create(
        number=next_number(f"N{localtime(at).year}-"),
        code=secrets.token_urlsafe(18),
        right=rests_on,
        department=platform,
        addresses=addresses,
        facts=facts,
        sent_at=at,
        sent_by=by,
        origin=origin,
    )
    make_rows(notice, row_notes or {})
    search.index("notice", notice.pk, notice.search_words())
    return Account(notice, {"rests_on": notice.right, "addresses": Count(len(addresses))})


def _check(addresses: list[str], platform: Department, right: Right, by: Officer | None, code: str, beyond: str, at: datetime) -> None:
    """Refuse addresses of another platform, of authorised shops, and those that wait for a decision already."""
    running = under_way(platform, by, right.holder, right if code.strip() else None, addresses)
    faults = faults_of(addresses, platform, Listed(platform, right=right), running, beyond=beyond, on=localtime(at).date(), hosts=Hosts())
    refuse({nth: faults[one] for nth, one in enumerate(addresses, 1) if one in faults})


def _facts(told: str, beyond: str) -> str:
    """Join what is told with why it goes out about an authorised shop; nothing of it is cut off."""
    facts = visible("\n".join(filter(None, (told.strip(), beyond.strip()))).replace("\r\n", "\n"))
    if len(facts) > LONGEST_FACTS:
        raise BadInput(f"初步证据的说明至多 {LONGEST_FACTS} 字，其余请作为文件提交。", f"The facts may have {LONGEST_FACTS} signs: send the rest as a file.")
    return facts


def _tell_missing(right: Right, facts: str, at: datetime) -> None:
    """Refuse what a machine finds missing until its sender has read it: an incomplete notice may be sent all the same, and is completed later."""
    if missing := lacking_before(right, facts, localtime(at).date()):
        zh, en = "".join(one.zh for one in missing), " ".join(one.en for one in missing)
        raise BadInput(
            f"尚未发送，缺项如下：{zh}请补上；暂时没有的，在“材料不全的处理”中选择“仍然发送”。",
            f"Not sent yet. Missing: {en} Fill it in; what you do not have yet, say under “Where something is missing” that it goes out all the same.",
        )
