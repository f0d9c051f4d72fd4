"""This node among the members: its keys, the register and sheet in force, and the peers that the register names."""

from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from mingjian.core.agreement.release import Party
from mingjian.core.agreement.sheet import Agreement
from mingjian.core.errors import BadInput, NotFound, StepRefused
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.encoding import sha256_hex
from mingjian.core.wire.keys import NodeKeys, keys_in, renew_in
from mingjian.core.wire.reasons import Refusal, reason_of
from mingjian.core.wire.register import LONGEST_BODY, MOST_BODIES, Body, Member, Register, card, check_successor, read_register
from mingjian.institutions.exchange.models import AdoptedRegister, Peer
from mingjian.institutions.exchange.queries import agreement_known
from mingjian.office.models import Department, Officer
from mingjian.office.record import ledger
from mingjian.office.record.entries import Count, enter


def keys() -> NodeKeys:
    """Return this node's keys, made at the first asking and kept in its home."""
    return keys_in(settings.HOME / "exchange-keys", settings.NODE)


def keys_named() -> NodeKeys:
    """Return the newest keys that the register in force names for this node: with them it signs."""
    return keys().as_named({one.id for one in register().member(settings.NODE).keys})


def renew_keys(*, at: datetime, by: Officer | None = None) -> NodeKeys:
    """
    Make new keys to sign and to open, which are used once a register names them; entered with their names.

    Raises BadInput where the register does not name the newest yet: with each renewal more the keys that it names would be further behind, and lost at last.
    """
    named = {one.id for one in register().member(settings.NODE).keys} if has_register() else set()
    if named and not {keys().id_of("sign"), keys().id_of("open")} <= named:
        raise BadInput(
            "上次更换的密钥尚未载入名册，不能再次更换。请先制作新名片，由各成员签署并采用新版名册。",
            "The register does not name the keys of the last renewal yet: they are not renewed again. Make a new card, and adopt the next register first.",
        )
    made = renew_in(settings.HOME / "exchange-keys", settings.NODE, named)
    enter("exchange_keys_renewed", at=at, by=by, sign=made.id_of("sign"), open=made.id_of("open"))
    return made


def register() -> Register:
    """Return the register in force. Raises Refusal where this node has adopted none."""
    found = AdoptedRegister.objects.only("id", "body").first()
    if found is None:
        raise Refusal("no_agreement")
    return _read(bytes(found.body))


def has_register() -> bool:
    """Return whether this node takes part in an exchange at all."""
    return AdoptedRegister.objects.exists()


def has_adopted(agreement: str) -> bool:
    """Return whether this node has adopted a register of an agreement, which the next version of it must follow."""
    return AdoptedRegister.objects.filter(agreement=agreement).exists()


def register_named(name: str) -> Register | None:
    """Return an adopted version by the name that an envelope tells (`agreement/version`); nothing where this node has not adopted it."""
    about, _, version = name.rpartition("/")
    found = AdoptedRegister.objects.filter(agreement=about, version=int(version)).first() if version.isdigit() and len(version) < 9 else None
    return _read(bytes(found.body)) if found else None


@lru_cache(maxsize=16)
def _read(body: bytes) -> Register:
    return read_register(Signed.read(body))


def sheet_of(one: Register) -> tuple[Agreement, bool]:
    """Return the sheet that a register is about, and whether it is the very one that the members signed. Raises NotFound where the rulebook lacks it."""
    sheet = agreement_known(one.agreement, one.sheet, one.sheet_sha256)
    return sheet, sheet.digest == one.sheet_sha256


def adopt(signed: Signed, *, at: datetime) -> Register:
    """Adopt a register: the next version of the one in force, or the first. Raises BadInput where it may not be."""
    new = read_register(signed)
    with transaction.atomic():
        before = AdoptedRegister.objects.filter(agreement=new.agreement).order_by("-version").first()
        if before and before.sha256 == new.digest:
            return new
        check_successor(new, _read(bytes(before.body)) if before else None)
        if settings.NODE not in new.members:
            raise BadInput(f"名册中没有本节点 {settings.NODE}。", f"The register does not name this node, {settings.NODE}.")
        _check_own_keys(new.members[settings.NODE])
        AdoptedRegister.objects.create(agreement=new.agreement, version=new.version, sha256=sha256_hex(signed.payload), body=signed.data, adopted_at=at)
        enter("register_adopted", at=at, register=new.name, sha256=new.digest, members=sorted(new.members), threshold=Count(new.threshold))
    return new


def _check_own_keys(own: Member) -> None:
    """Refuse a register that names other keys for this node than it has: nothing sent to it could be opened, and nothing that it signs would be believed."""
    named, held = {one.id for one in own.keys}, keys()
    if not {held.id_of("open"), held.id_of("sign")} <= named or own.ledger != ledger.verifier():
        raise BadInput("名册中本节点的密钥与本机不符，请重新制作名片。", "The register has other keys for this node than it holds: make its card anew.")


def sign_register(signed: Signed, *, at: datetime) -> Signed:
    """Return a register with this node's root added to its signatures, after a person has read it; entered. Raises BadInput where it names another root."""
    one = read_register(signed)
    if settings.NODE not in one.members or one.members[settings.NODE].root != keys().public("root"):
        raise BadInput("名册中没有本节点的根密钥，不予签署。", "The register does not name this node's root: it is not signed.")
    sheet = agreement_known(one.agreement, one.sheet, one.sheet_sha256)
    if sheet.digest != one.sheet_sha256:
        zh, en = (
            "名册所指的协议文本不是本节点的文本：请先取得并核对同一份文本。",
            "The register is about another sheet than this node has: take over and compare that one first.",
        )
        raise BadInput(zh, en)
    enter("register_signed", at=at, register=one.name, sha256=one.digest, members=sorted(one.members), threshold=Count(one.threshold))
    return one.signed.signed_by([keys().root])


def own_card(*, title: dict[str, str], serves: list[str], doors: list[str], days: tuple[date, date]) -> Signed:
    """Make this node's card for a register."""
    return card(keys(), title=title, serves=serves, doors=doors, ledger=ledger.verifier(), days=days, bodies=bodies_here(serves))


def bodies_here(serves: list[str]) -> list[Body]:
    """Return the bodies behind this node that what others send may be for, by name: the market regulators of the regions that it serves."""
    found = [one for one in _regulators() if any(one.region.startswith(code) for code in serves)]
    return [Body(one.name_zh[:LONGEST_BODY], one.name_en[:LONGEST_BODY], one.region) for one in found[:MOST_BODIES]]


def others() -> list[Member]:
    """Return the other members of the register in force, by node."""
    return [one for name, one in sorted(register().members.items()) if name != settings.NODE]


def member(node: str) -> Member:
    """Return another member. Raises NotFound where the register names none such."""
    found = next((one for one in others() if one.node == node), None)
    if found is None:
        raise NotFound(f"名册中没有节点 {node[:100]}。", f"The register names no node {node[:100]}.")
    return found


def member_called(text: str) -> Member:
    """Return another member by its node or by what it is called in either language. Raises NotFound where the register names none such."""
    wanted = text.strip()
    found = [one for one in others() if wanted in (one.node, one.title["zh"], one.title["en"])]
    return found[0] if len(found) == 1 else member(wanted)


def peer(node: str) -> Peer:
    """Return what is kept of another member."""
    return Peer.objects.get_or_create(node=node)[0]


def here(one: Register) -> Party:
    """Return this node as a party."""
    return Party(settings.NODE, one.member(settings.NODE).serves[0])


def party(one: Member) -> Party:
    """Return another member as a party."""
    return Party(one.node, one.serves[0])


def peer_open(node: str) -> Peer:
    """Return what is kept of another member that something is given to. Raises StepRefused where the exchange with it was stopped: nothing would go."""
    found = peer(member(node).node)
    if found.stopped_for:
        why = reason_of(found.stopped_for)
        raise StepRefused(f"与该节点的数据交换已停止：{why.said.zh}{why.cure.zh}", f"The exchange with that node was stopped: {why.said.en} {why.cure.en}")
    return found


def open_ones() -> list[Member]:
    """Return the other members that something may be given to: those with which the exchange was not stopped."""
    stopped = set(stopped_ones().values_list("node", flat=True))
    return [one for one in others() if one.node not in stopped]


def stopped_ones() -> QuerySet[Peer]:
    """Return the nodes with which the exchange was stopped."""
    return Peer.objects.exclude(stopped_for="")


def department_for(region: str) -> Department:
    """Return the department of this node that something for a region goes to: of the region, the highest first. Raises NotFound where it has none."""
    found = _regulators().filter(region__startswith=region).first() or _regulators().first()
    if found is None:
        raise NotFound("本节点尚无受理部门。", "This node has no department to receive it.")
    return found


def _regulators() -> QuerySet[Department]:
    return Department.objects.filter(kind=Department.Kind.MARKET_REGULATION).order_by("region", "pk")
