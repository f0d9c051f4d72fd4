"""What of a dossier goes into files of other systems: firms, shops, addresses and offers; no person, no number of one."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.text.personal import personal_numbers
from mingjian.core.wire import follow_the_money, misp, stix
from mingjian.core.wire.export_view import Account, Exported, Firm, Listed
from mingjian.institutions.exchange.models import HeldRecord
from mingjian.institutions.exchange.services.handling_codes import handling_of
from mingjian.institutions.matters.models import Matter, Move, Offer, Party
from mingjian.institutions.matters.queries import matter_of, matter_told_by, rows_of
from mingjian.institutions.operators.models import Link, Subject
from mingjian.office.dossiers.parents import behind
from mingjian.office.lists.text import visible
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import require
from mingjian.office.record.entries import Count, enter

#: Each format: its name, what writes it, the end of its file's name, and its media type.
FORMATS = {
    "stix": ("STIX 2.1", stix.bundle, "stix.json", "application/stix+json"),
    "misp": ("MISP", misp.event, "misp.json", "application/json"),
    "ftm": ("FollowTheMoney", follow_the_money.entities, "ftm.jsonl", "application/jsonl"),
}
#: Kinds of links of a subject file that are written; telephones, payees and persons are not.
_ACCOUNTS = ("shop", "account")
_PLACES = ("address", "warehouse")
#: States in which what another node gave may be used without a question to its owner.
_IN_USE = frozenset({HeldRecord.State.HELD, HeldRecord.State.TAKEN_UP, HeldRecord.State.ANSWERED})


def export(dossier: Dossier, kind: str, *, by: Officer, at: datetime) -> tuple[str, str, bytes]:
    """
    Return name, media type and content of a dossier's file in a format; entered, with what it holds.

    Raises NotPermitted for another department's dossier, StepRefused where it rests on what another node gave and does not let on, NotFound where
    nothing could be written.
    """
    require(by, "exchange.share")
    if kind not in FORMATS:
        raise BadInput("请选择 stix、misp 或 ftm。", "Choose stix, misp or ftm.")
    if dossier.department_id != by.department_id:
        raise NotPermitted(f"该卷宗由{dossier.department.name_zh}承办。", f"{dossier.department.name_en} holds the dossier.")
    _check_handling(dossier)
    told = gathered(dossier, at)
    if not (told.firms or told.accounts or told.offers):
        raise NotFound("卷宗没有可导出的经营者、网店或商品。", "The dossier has no firm, shop or offer that could be exported: enter its facts first.")
    _, write, ending, media = FORMATS[kind]
    counted: dict[str, Any] = {
        "firms": Count(len(told.firms)),
        "accounts": Count(len(told.accounts)),
        "offers": Count(len(told.offers)),
        "left_out": Count(told.left_out),
    }
    enter("matter_exported", at=at, by=by, dossier=dossier, format=kind, **counted)
    return f"{dossier.number}.{ending}", media, write(told)


def _check_handling(dossier: Dossier) -> None:
    """Refuse what another node gave to any dossier of the matter, unless its handling code and its state let it go on to others."""
    for held in HeldRecord.objects.filter(dossier__in=_dossiers_behind(dossier)).select_related("peer", "dossier"):
        code, owner, number = handling_of(held.release), held.peer.node, held.dossier.number if held.dossier else dossier.number
        if str(held.release.get("onward", "never")) != "members":
            raise StepRefused(
                f"卷宗 {number} 的内容由 {owner} 提供，处理代码为“{code.zh}”，不能导出给其他系统：确需的，请由该节点自行提供。",
                f"{owner} gave the content of {number} under “{code.en}”: it is not exported to other systems. Ask that node to give it itself.",
            )
        if held.state not in _IN_USE:
            stands = str(held.get_state_display())
            raise StepRefused(
                f"卷宗 {number} 的内容由 {owner} 提供，现为“{stands}”，不能导出给其他系统：确需的，请由该节点自行提供。",
                f"{owner} gave the content of {number}, which stands as “{stands}”: it is not exported to other systems. Ask that node to give it itself.",
            )


def _dossiers_behind(dossier: Dossier) -> set[int]:
    """Return whose content the export may hold: the dossier, those of its matter, of each matter from which rows came, and those that these arose from."""
    matter = matter_of(dossier)
    matters, waiting = set[int](), {matter.pk} if matter else set[int]()
    while waiting:
        matters |= waiting
        waiting = set(Move.objects.filter(target__in=waiting, undone_at=None).values_list("source", flat=True)) - matters
    found = [dossier, *Dossier.objects.filter(in_matter__matter__in=matters)]
    return {number for one in found for number in behind(one)}


def gathered(dossier: Dossier, at: datetime) -> Exported:
    """Return what a dossier says, without persons."""
    matter = matter_of(dossier) or matter_told_by(dossier)
    parties = rows_of(matter, Party) if matter else []
    offers = rows_of(matter, Offer) if matter else []
    firms = {f"P{one.nth}": _firm(one) for one in parties if one.kind != Party.Kind.PERSON}
    subjects = list(Subject.objects.filter(dossiers=dossier))
    of_subjects = {one: key for one in subjects if (key := _key_of(one, firms))}
    accounts = [*_linked(of_subjects), *_shops_of(offers)]
    listed = [_listed(one) for one in offers]
    left_out = sum(one.kind == Party.Kind.PERSON for one in parties) + sum(one.kind == "person" for one in subjects)
    title = dossier.number if left_out or _may_name_person(matter, dossier.title) else visible(dossier.title)
    named = (settings.NODE, dossier.department.name_zh, dossier.number, title)
    return Exported(*named, dossier.opened_at, at, list(firms.values()), _once(accounts), listed, left_out)


def _may_name_person(matter: Matter | None, title: str) -> bool:
    """Return whether a title may name a person: one who was a party, even if the row was withdrawn since, or whose number stands in it."""
    parties = rows_of(matter, Party, with_withdrawn=True) if matter else []
    return any(one.kind == Party.Kind.PERSON for one in parties) or bool(personal_numbers(title))


def _firm(one: Party) -> Firm:
    return Firm(f"P{one.nth}", visible(one.name), one.code, [visible(text) for text in dict.fromkeys((one.address, one.premises)) if text])


def _key_of(subject: Subject, firms: dict[str, Firm]) -> str:
    """Return the key of the firm that a subject file is of, which is taken in where the matter does not name it; empty for a person."""
    if subject.kind == "person":
        return ""
    same = next((key for key, one in firms.items() if subject.uscc and one.code == subject.uscc), "")
    key = same or f"U{subject.pk}"
    known = firms.get(key, Firm(key, visible(subject.name), subject.uscc))
    places = [one.value for one in subject.links.filter(kind__in=_PLACES).exclude(stands="dropped")]
    firms[key] = Firm(key, known.name, known.code, list(dict.fromkeys([*known.addresses, *map(visible, places)])))
    return key


def _linked(subjects: dict[Subject, str]) -> Iterator[Account]:
    for subject, key in subjects.items():
        for one in Link.objects.filter(subject=subject, kind__in=_ACCOUNTS).exclude(stands="dropped"):
            platform, _, account = visible(one.value).partition("/")
            if account:
                yield Account(platform, account, "", key, one.since, one.stands == "confirmed")


def _shops_of(offers: list[Offer]) -> Iterator[Account]:
    for one in offers:
        if one.platform and (one.shop_key or one.shop):
            yield Account(visible(one.platform), visible(one.shop_key or one.shop), visible(one.shop), _party_key(one), one.since)


def _party_key(one: Offer) -> str:
    return f"P{one.party.nth}" if one.party and one.party.kind != Party.Kind.PERSON else ""


def _listed(one: Offer) -> Listed:
    told = {"goods": one.goods, "url": one.url, "place": one.place, "platform": one.platform, "shop": one.shop, "listing": one.listing_key, "brand": one.brand}
    price = str(one.price) if one.price is not None else ""
    return Listed(f"O{one.nth}", price=price, firm=_party_key(one), since=one.since, **{name: visible(value) for name, value in told.items()})


def _once(accounts: list[Account]) -> list[Account]:
    """Return each account once, the one that names a firm before one that does not."""
    found: dict[tuple[str, str], Account] = {}
    for one in sorted(accounts, key=lambda one: (not one.firm, not one.is_confirmed)):
        found.setdefault((one.platform, one.account), one)
    return list(found.values())
