"""What becomes of each row of a file of notices: where it goes, or why it does not; told before anything is sent, and once more when it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from mingjian.core.addresses import page_key
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.language import Text
from mingjian.core.procedure import check_days, rulebook
from mingjian.core.procedure.papers import read_papers
from mingjian.core.subjects import APART
from mingjian.institutions.notices.batches.work.row_files import NoticeRow
from mingjian.institutions.notices.models import COPYRIGHT, REFUSED, Notice, Right
from mingjian.institutions.notices.queries import platforms, rights_held
from mingjian.institutions.notices.services.addresses import read_address
from mingjian.institutions.notices.services.checks import clocks_running, faults_of, restored_by_law, under_way
from mingjian.institutions.notices.services.completeness import refuse_missing, refuse_other_law, regime_for
from mingjian.institutions.notices.services.foreign import Hosts
from mingjian.institutions.notices.services.locker import claim_of, claimed, right_of
from mingjian.institutions.notices.services.sellers import Listed
from mingjian.office.acts.execution import check
from mingjian.office.lists.text import visible
from mingjian.office.models import Department, Officer

_MOST_ASKED = 20  # platforms of a file that are asked beforehand
LONGEST_NOTE = 1000  # signs of what a row says besides, which stands at the row of its notice
_SEND = "notices.send_notice"
Told = dict[str, Any]


def judge(rows: Sequence[NoticeRow], told: Told, *, by: Officer, at: datetime, has_hints: bool = True) -> dict[Department, list[NoticeRow]]:
    """
    Note at each row what hinders it, or where it goes; return those that go, by platform. Rows that were taken out are passed over.

    `has_hints`: say also what its sender should know though it goes.
    """
    held: dict[Department, list[NoticeRow]] = {}
    known = {name.lower(): one for one in platforms() for name in (one.name_zh, one.name_en, one.platform, one.code or "") if name}
    seen: dict[tuple[int, str], tuple[int, str]] = {}
    for row in rows:
        row.fault = row.hint = row.goes_to = None
        platform = known.get(row.platform.lower())
        if row.is_out or _is_faulty(row, platform, seen) or platform is None:
            continue
        row.goes_to = Text(platform.name_zh, platform.name_en)
        held.setdefault(platform, []).append(row)
    if has_hints:
        for platform, some in held.items():
            _hint(platform, some, told, by)
    return {platform: good for platform, some in held.items() if (good := _judge_at(platform, some, told, by, at))}


def _is_faulty(row: NoticeRow, platform: Department | None, seen: dict[tuple[int, str], tuple[int, str]]) -> bool:
    """Return what is wrong with a row by itself, or that another row of the file is the same."""
    written = row.address
    row.address, row.fault = read_address(written)
    if row.address != written and any(sign.isspace() for sign in written) and APART not in row.address:
        _keep_words(row, written)
    if row.fault is None and len(row.note) > LONGEST_NOTE:
        row.fault = Text(f"说明有 {len(row.note)} 字，不超过 {LONGEST_NOTE} 字。", f"Its note has {len(row.note)} characters, {LONGEST_NOTE} at most.")
    if row.fault is None and platform is None:
        named = row.platform[:60]
        row.fault = Text(f"本节点没有平台“{named}”。", f"This node has no platform {named!r}.") if named else Text("没有写明平台。", "The platform is missing.")
    if row.fault is None and platform is not None:
        first, written = seen.setdefault((platform.pk, page_key(row.address)), (row.number, row.address))
        if first != row.number:
            row.fault = Text(f"与第 {first} 行重复。", f"The same as row {first}.")
            if written != row.address:
                row.fault = Text(f"与第 {first} 行重复（网址写法不同，是同一网页）。", f"The same page as row {first}, written otherwise.")
    return row.fault is not None


def _keep_words(row: NoticeRow, written: str) -> None:
    """Keep what an app shared along with the address as what the row says of it, as far as there is room: the name of the goods mostly stands in it."""
    said = f"{row.note}\n{written}".strip() if row.note else written
    row.note = said if len(said) <= LONGEST_NOTE else row.note


def _judge_at(platform: Department, held: list[NoticeRow], told: Told, by: Officer, at: datetime) -> list[NoticeRow]:
    """Return the rows that go to a platform; each other one says why it does not, so that it stops none of its neighbours."""
    if refused := refusal(platform, told, by, at):
        for row in held:
            row.fault = refused
        return []
    addresses = [row.address for row in held]
    listed = Listed(platform, told["right"], told.get("right_number", ""), right_known(platform, told, by), _goods(told))
    running = under_way(platform, by, holder_of(told), None, addresses)
    restored = restored_by_law(platform, by, holder_of(told), None, addresses) if regime_of(told) == COPYRIGHT else {}
    faults = faults_of(addresses, platform, listed, running, restored, beyond=told.get("beyond_authority", ""), on=localtime(at).date(), hosts=Hosts())
    for row in held:
        row.fault = faults.get(row.address)
    return [row for row in held if row.fault is None]


def _hint(platform: Department, held: list[NoticeRow], told: Told, by: Officer) -> None:
    """Name at each row the notice by which days run on its address already."""
    clocks = clocks_running(platform, by, holder_of(told), [row.address for row in held])
    for row in held:
        if number := clocks.get(row.address):
            zh = f"通知 {number} 已就该网址采取措施，经营者已声明，十五日期限尚未届满；仍会再次发送。"
            row.hint = Text(zh, f"Notice {number} had measures taken on it, the operator denies, and the fifteen days run: it goes out once more all the same.")


def refusal(platform: Department, told: Told, by: Officer, at: datetime) -> Text | None:
    """Return why no notice with what is told once for all rows can go to a platform; None where it can. Nothing that it tries is kept."""
    act = rulebook().acts[_SEND]
    try:
        check(act, None, by)
        check_days(act, read_papers(act, {**told, "platform_department": platform.pk, "listing_addresses": "https://example.com"}), at)
        known = right_known(platform, told, by)
        with transaction.atomic():
            right = right_of(claim_of(told), known.code if known else "", platform, at)
            refuse_other_law(right, regime_of(told))
            if not told.get("sent_incomplete"):
                refuse_missing(right, told.get("notice_facts", ""), localtime(at).date(), told.get("notice_goods", "").strip(), regime=regime_of(told))
            transaction.set_rollback(True)
    except MingjianError as refused:
        return refused.text
    return None


def refuse_incomplete(told: Told, *, by: Officer, at: datetime) -> None:
    """
    Raise BadInput, with what is missing at each paper, where what is told once for all rows lacks something and its sender has not said that it goes so.

    Of a right that the sender told of before the locker may have it: each row then says so, platform by platform.
    """
    if told.get("sent_incomplete") or _told_before(told, by).exists():
        return
    refuse_missing(claimed(claim_of(told)), told.get("notice_facts", ""), localtime(at).date(), told.get("notice_goods", "").strip(), regime=regime_of(told))


def refuse_everywhere(rows: Sequence[NoticeRow], told: Told, *, by: Officer, at: datetime) -> None:
    """Raise BadInput where what is told once for all rows can go to none of the platforms that they name: it is mended there, and not at a thousand rows."""
    named = {row.platform.lower() for row in rows}
    asked = {one.pk: one for one in platforms() for name in (one.name_zh, one.name_en, one.platform, one.code or "") if name and name.lower() in named}
    refused = [refusal(platform, told, by, at) for platform in list(asked.values())[:_MOST_ASKED]]
    why = list(dict.fromkeys((one.zh, one.en) for one in refused if one))
    if asked and len(asked) <= _MOST_ASKED and all(refused):
        zh, en = " ".join(one[0] for one in why), " ".join(one[1] for one in why)
        raise BadInput(f"各行共用的内容不能提交：{zh}", f"What is told once for all rows cannot go: {en}")


def regime_of(told: Told) -> str:
    """Return the law under which the rows go out."""
    return regime_for(told.get("notice_regime", ""), told.get("right", ""))


def refuse_whole(told: Told) -> None:
    """Raise BadInput where what every notice rests on is not told at all: no row could go, whatever stands in it."""
    papers = rulebook().papers
    if missing := [papers[name].label for name in _FIRST if not str(told.get(name, "")).strip()]:
        zh, en = "、".join(one.zh for one in missing), ", ".join(one.en for one in missing)
        raise BadInput(f"还缺少{zh}：请写在 papers 中。", f"Missing: {en}. Say it in `papers`.")


def right_known(platform: Department, told: Told, by: Officer) -> Right | None:
    """Return the right that is told of, where the sender entered it with this platform, or rested a notice to it on that before."""
    return _told_before(told, by).filter(department=platform).exclude(standing=REFUSED).first()


def _told_before(told: Told, by: Officer) -> QuerySet[Right]:
    same = {"kind": told["right"], "holder": holder_of(told), "registration": visible(told.get("right_number", "").strip())}
    sent = Notice.objects.filter(sent_by__department=by.department_id).order_by().values("right")
    return Right.objects.filter(rights_held(by) | Q(pk__in=sent), **same)


def _goods(told: Told) -> str:
    """Return what is complained of, in words."""
    return str(told.get("notice_goods", "") or told.get("notice_facts", ""))


def holder_of(told: Told) -> str:
    """Return the holder as the locker writes it."""
    return visible(told["right_holder_name"].strip())


_FIRST = ("right", "right_holder_name", "true_identity", "notice_facts", "notice_guarantee")
