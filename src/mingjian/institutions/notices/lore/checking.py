"""What stands against sending a notice about an address: it is another platform's, of an authorised shop, or under way already. Told address by address."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from mingjian.core.language import Text
from mingjian.institutions.notices.lore.foreign import Hosts
from mingjian.institutions.notices.lore.rows import digest_of, parts_of
from mingjian.institutions.notices.lore.sellers import Listed, authorised
from mingjian.institutions.notices.models import DECLINED, UNDECIDED, Right, Target
from mingjian.office.models import Department, Officer


def faults_of(
    addresses: Collection[str], platform: Department, listed: Listed, running: Mapping[str, str], *, beyond: str, on: date, hosts: Hosts
) -> dict[str, Text]:
    """Return what stands against sending, by address; of an authorised shop nothing where `beyond` says why it goes out all the same."""
    found = {one: fault for one in addresses if (fault := hosts.fault(one, platform))}
    for one in addresses:
        if number := running.get(one):
            zh = f"该网址已在通知 {number} 中，尚待平台处理，没有再次发送；有补充的，请在该通知中补充。"
            found.setdefault(one, Text(zh, f"Notice {number} has it already and waits for the platform: not sent again. Add to that notice instead."))
    if beyond.strip():
        return found
    for address, seller in authorised(listed, addresses, on).items():
        zh = f"店铺 {seller.shop} 在权利人签署的授权名单上（至 {seller.until}）；仍要通知的，请填写“对授权店铺发通知的理由”。"
        found.setdefault(address, Text(zh, f"Shop {seller.shop} is on the holder's list (until {seller.until}): say why it goes out all the same."))
    return found


def under_way(platform: Department, by: Officer | None, holder: str, right: Right | None, addresses: Sequence[str]) -> dict[str, str]:
    """
    Return which of some addresses stand in a notice of the same sender for the same holder and wait for a decision, each with the notice's number.

    The sender is a department with an account, which may act for several holders: an agent, or the platform for those who wrote to it. At the public door it
    is whoever has the code of the right. What somebody else sent under the same name hinders nobody: anybody may write anybody's name there.
    """
    rows = Target.objects.filter(platform=platform, state__in=UNDECIDED).exclude(notice__standing=DECLINED)
    if by is not None and by.department_id is not None:
        rows = rows.filter(notice__sent_by__department=by.department_id, notice__right__holder=holder)
    elif right is not None:
        rows = rows.filter(notice__right=right)
    else:
        return {}
    found: dict[str, str] = {}
    waiting = rows.filter(notice__dossier__isnull=True) | rows.filter(notice__dossier__is_closed=False)
    for part in parts_of(addresses):
        told = waiting.filter(digest__in=[digest_of(one) for one in part]).order_by("-notice__sent_at", "-pk")
        for address, number in told.values_list("address", "notice__number"):
            found.setdefault(address, number)
    return found
