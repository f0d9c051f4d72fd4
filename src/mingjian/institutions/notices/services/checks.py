"""What stands against sending a notice about an address: it is another platform's, of an authorised shop, or under way already. Told address by address."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from mingjian.core.addresses import page_key
from mingjian.core.language import Text
from mingjian.institutions.notices.models import ANSWERED, ARRIVED, COPYRIGHT, DECLINED, FORWARDED, UNDECIDED, UNDONE, Right, Target
from mingjian.institutions.notices.services.foreign import Hosts
from mingjian.institutions.notices.services.rows import digests_of, parts_of
from mingjian.institutions.notices.services.sellers import Listed, authorised
from mingjian.office.models import Department, Officer

#: Rows on which the operator's answer waits for the holder: days run, or are about to.
DAYS_RUN = (ANSWERED, FORWARDED, ARRIVED)


def faults_of(
    addresses: Collection[str],
    platform: Department,
    listed: Listed,
    running: Mapping[str, str],
    restored: Mapping[str, str],
    *,
    beyond: str,
    on: date,
    hosts: Hosts,
) -> dict[str, Text]:
    """Return what stands against sending, by address; of an authorised shop nothing where `beyond` says why it goes out all the same."""
    found = {one: fault for one in addresses if (fault := hosts.fault(one, platform))}
    for one in addresses:
        if number := running.get(one):
            zh = f"该网址已在通知 {number} 中，尚待平台处理，没有再次发送；有补充的，请在该通知中补充。"
            found.setdefault(one, Text(zh, f"Notice {number} has it already and waits for the platform: not sent again. Add to that notice instead."))
        elif number := restored.get(one):
            zh = f"通知 {number} 所涉的该作品已按服务对象的书面说明恢复，权利人不得再次通知（信息网络传播权保护条例第十七条）；可以起诉或者投诉。"
            en = f"After notice {number} the work was restored on the user's explanation: it is not notified again (Regulation, 17). Sue or complain instead."
            found.setdefault(one, Text(zh, en))
    if beyond.strip():
        return found
    for address, seller in authorised(listed, addresses, on).items():
        zh = f"店铺 {seller.shop} 在权利人签署的授权名单上（至 {seller.until}）；仍要通知的，请填写“对授权店铺发通知的理由”。"
        found.setdefault(address, Text(zh, f"Shop {seller.shop} is on the holder's list (until {seller.until}): say why it goes out all the same."))
    return found


def under_way(platform: Department, by: Officer | None, holder: str, right: Right | None, addresses: Sequence[str]) -> dict[str, str]:
    """
    Return which of some addresses stand in a notice of the same sender for the same holder and wait for a decision, each with the notice's number.

    The sender is a department with an account, which may act for several holders: an agent, or the platform for those who wrote to it. At the public portal it
    is whoever has the code of the right. What somebody else sent under the same name hinders nobody: anybody may write anybody's name there.
    """
    rows = Target.objects.filter(platform=platform, state__in=UNDECIDED).exclude(notice__standing__in=[DECLINED, UNDONE])
    if by is not None and by.department_id is not None:
        rows = rows.filter(notice__sent_by__department=by.department_id, notice__right__holder=holder)
    elif right is not None:
        rows = rows.filter(notice__right=right)
    else:
        return {}
    return _numbers(rows.filter(notice__dossier__isnull=True) | rows.filter(notice__dossier__is_closed=False), addresses)


def restored_by_law(platform: Department, by: Officer | None, holder: str, right: Right | None, addresses: Sequence[str]) -> dict[str, str]:
    """Return which of some addresses the same sender told of as works on a network, and were restored on the user's explanation, with the notice's number."""
    rows = Target.objects.filter(platform=platform, notice__regime=COPYRIGHT, ended_as="restored")
    if by is not None and by.department_id is not None:
        return _numbers(rows.filter(notice__sent_by__department=by.department_id, notice__right__holder=holder), addresses)
    return _numbers(rows.filter(notice__right=right), addresses) if right is not None else {}


def clocks_running(platform: Department, by: Officer, holder: str, addresses: Sequence[str]) -> dict[str, str]:
    """Return which of some addresses the same sender told of before and the operator denied, so that days run on them, each with the notice's number."""
    own = Target.objects.filter(notice__sent_by__department=by.department_id, notice__right__holder=holder)
    return _numbers(own.filter(platform=platform, state__in=DAYS_RUN), addresses)


def _numbers(rows: "QuerySet[Target]", addresses: Sequence[str]) -> dict[str, str]:
    """Return which of some addresses are the page of one of some rows, however it is written, each with the number of the newest notice."""
    found: dict[str, str] = {}
    for part in parts_of(addresses):
        pages: dict[str, list[str]] = {}
        for one in part:
            pages.setdefault(page_key(one), []).append(one)
        told = rows.filter(digest__in={digest for one in part for digest in digests_of(one)}).order_by("-notice__sent_at", "-pk")
        for address, number in told.values_list("address", "notice__number"):
            for one in pages.get(page_key(address), ()):
                found.setdefault(one, number)
    return found
