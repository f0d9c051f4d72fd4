"""How it stands with the keys of this node: what the register in force names, who has shown that it has adopted that register, what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from mingjian.core.language import Text
from mingjian.core.law import local_day
from mingjian.core.wire.envelope import read_envelope
from mingjian.core.wire.reasons import Refusal
from mingjian.core.wire.register import Key, Member
from mingjian.institutions.exchange.models import Envelope
from mingjian.institutions.exchange.services import node

#: Days before the last day of a key from which it should be renewed: a card, the signatures and the adoption at each member take time.
AHEAD = 60
USES = {"sign": Text("签名密钥", "Key to sign"), "open": Text("解封密钥", "Key to open")}


@dataclass(frozen=True, slots=True)
class KeyState:
    """A key of this node: its name, whether the register in force names it, and from when until when."""

    use: str
    id: str
    since: date | None = None
    until: date | None = None

    @property
    def called(self) -> Text:
        """Return what it is for."""
        return USES[self.use]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """
    What a member has shown of the register: the newest version under which it took an envelope of this node, with the instant of its receipt.

    `version` is empty where it took none yet.
    """

    member: Member
    version: str
    at: datetime | None
    is_current: bool

    @property
    def title(self) -> Text:
        """Return what the member is called."""
        return Text(self.member.title["zh"], self.member.title["en"])


@dataclass(frozen=True, slots=True)
class KeyStates:
    """The newest keys, those that the register names, what members have shown, and what is to be done now, in its order."""

    newest: tuple[KeyState, ...]
    named: tuple[KeyState, ...]
    members: tuple[Acknowledged, ...]
    todo: tuple[Text, ...]
    may_renew: bool


def key_states(at: datetime) -> KeyStates:
    """Return how it stands with the keys; of a node that has adopted a register."""
    held, register = node.keys(), node.register()
    own = {one.id: one for one in register.member(settings.NODE).keys}
    newest = tuple(_state(use, held.id_of(use), own) for use in USES)
    named = tuple(KeyState(one.use, one.id, one.since, one.until) for one in own.values())
    members = tuple(_acknowledged(one, register.name) for one in node.others())
    is_named = all(one.until for one in newest)
    return KeyStates(newest, named, members, tuple(_todo(newest, members, local_day(at))), is_named)


def _state(use: str, name: str, own: Mapping[str, Key]) -> KeyState:
    found = own.get(name)
    return KeyState(use, name, found.since, found.until) if found else KeyState(use, name)


def _acknowledged(one: Member, current: str) -> Acknowledged:
    """Read it off the newest envelope that it has receipted: it takes none under a register that it has not adopted."""
    envelope = Envelope.objects.filter(peer__node=one.node, state=Envelope.State.ARRIVED).order_by("-sequence").first()
    try:
        version = read_envelope(bytes(envelope.data)).header.register if envelope else ""
    except Refusal:
        version = ""
    return Acknowledged(one, version, envelope.arrived_at if envelope else None, version == current)


def _todo(newest: tuple[KeyState, ...], members: tuple[Acknowledged, ...], today: date) -> list[Text]:
    if not all(one.until for one in newest):
        return [
            Text("备份 exchange-keys：新密钥只在这个文件里。", "Back exchange-keys up: the new keys are in that file alone."),
            Text(
                "负责人在协议文本页制作新名片，交负责汇总的成员；汇总的成员据此制作新版名册。",
                "A head makes the new card on the page of the agreement's sheet; whoever draws the register up makes its next version of it.",
            ),
            Text("各成员电话核对指纹后签署新版名册。", "The members compare the fingerprint by telephone and sign the next register."),
            Text(
                "各成员采用新版名册。采用之前本节点仍用原密钥签名，往来照常。",
                "Each member adopts it. Until this node has, the former keys sign, and everything goes on as before.",
            ),
        ]
    last = min(one.until for one in newest if one.until)
    silent = [one.member for one in members if not one.is_current]
    told = []
    if silent:
        zh = "、".join(one.title["zh"] for one in silent)
        en = ", ".join(one.title["en"] for one in silent)
        told.append(
            Text(
                f"{zh}尚未以现行名册收到本节点的信封：尚未采用的，请其采用；信封会自动重发。",
                f"{en} took no envelope under the register in force yet: ask whoever has not adopted it to do so; envelopes are sent again by themselves.",
            )
        )
    if (last - today).days <= AHEAD:
        told.append(
            Text(
                f"现用密钥最后一日为 {last.isoformat()}：现在更换，为制作名片、签署和采用名册留出时间。",
                f"The last day of the keys is {last.isoformat()}: renew them now, so that card, signatures and adoption have their time.",
            )
        )
    return told or [
        Text(
            f"无须处理。密钥用至 {last.isoformat()}，此前 {AHEAD} 日起更换。",
            f"Nothing. The keys hold until {last.isoformat()}; renew them within {AHEAD} days before.",
        )
    ]
