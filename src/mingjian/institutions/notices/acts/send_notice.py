"""Send a notice to a platform: at the public door, or by a right holder or clerk with an account."""

import secrets
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.lore.addresses import read_addresses
from mingjian.institutions.notices.lore.locker import Claim, right_of
from mingjian.institutions.notices.lore.sellers import authorised
from mingjian.institutions.notices.models import Notice, Right
from mingjian.institutions.notices.queries import platforms
from mingjian.office.acts.doing import Account, act
from mingjian.office.dossiers.numbers import next_number
from mingjian.office.lists import search
from mingjian.office.lists.text import visible
from mingjian.office.models import Officer
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
    right: str,
    right_holder_name: str,
    true_identity: str,
    listing_addresses: str,
    notice_facts: str,
    notice_guarantee: str,
    right_code: str = "",
    right_number: str = "",
    right_classes: str = "",
    right_until: str = "",
    agent_name: str = "",
    attorney_from: str = "",
    attorney_until: str = "",
    beyond_authority: str = "",
    origin: str = "",
) -> Account[Notice]:
    """Keep it for the platform named. `origin` counts those of one address; too many within an hour are refused, and so is what no platform here is to get."""
    platform = platforms().filter(pk=platform_department).first()
    if platform is None:
        raise BadInput("本节点没有这个平台。", "This node has no such platform.")
    if len(notice_facts) > LONGEST_FACTS:
        raise BadInput(f"初步证据的说明至多 {LONGEST_FACTS} 字，其余请作为文件提交。", f"The facts may have {LONGEST_FACTS} signs: send the rest as a file.")
    if origin and Notice.objects.filter(origin=origin, sent_at__gte=at - AN_HOUR).count() >= MOST_AN_HOUR:
        raise StepRefused("提交过于频繁，请一小时后再来。", "Too many in too short a time: come back in an hour.")
    addresses = read_addresses(listing_addresses)
    claim = Claim(right, right_holder_name, true_identity, right_number, right_classes, right_until, agent_name, attorney_from, attorney_until)
    rests_on = right_of(claim, right_code, platform, at)
    _ask_sellers(rests_on, addresses, beyond_authority, localtime(at).date())
    facts = "\n".join(filter(None, (notice_facts, beyond_authority.strip())))
    notice = Notice.objects.create(
        number=next_number(f"N{localtime(at).year}-"),
        code=secrets.token_urlsafe(18),
        right=rests_on,
        department=platform,
        addresses=addresses,
        facts=visible(facts.replace("\r\n", "\n")),
        sent_at=at,
        sent_by=by,
        origin=origin,
    )
    search.index("notice", notice.pk, notice.search_words())
    return Account(notice, {"rests_on": notice.right, "addresses": Count(len(addresses))})


def _ask_sellers(right: Right, addresses: list[str], beyond: str, on: date) -> None:
    """Refuse a notice about a shop that the right's holder authorised, unless it says why it goes out all the same."""
    listed = authorised(right, addresses, on)
    if listed and not beyond.strip():
        nth, seller = listed[0]
        raise BadInput(
            f"第 {nth} 个网址的店铺 {seller.shop} 在权利人签署的授权名单上（至 {seller.until}）；仍要通知的，请填写“对授权店铺发通知的理由”。",
            f"The shop of address {nth}, {seller.shop}, is on the holder's list (until {seller.until}): say why it goes out all the same.",
        )
