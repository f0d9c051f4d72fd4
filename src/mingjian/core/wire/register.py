"""
The register of members: who takes part, with which keys, under which sheet of the agreement, signed by a threshold of the members' roots.

Version n+1 is valid when the thresholds of n *and* of n+1 have signed it (the rule of TUF's root metadata, section 5.3.4). A key counts once. The register
signs the digest of the agreement's sheet, so that what is enforced is what was signed. Its fingerprint, twelve groups of five digits, is read over the
telephone before the first version is adopted: there is no trust on first use.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.law.periods import local_day
from mingjian.core.ledger.checkpoint import Verifier
from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.encoding import decoded, encoded, key_id, read_canonical, sha256_hex
from mingjian.core.wire.keys import SUITES, NodeKeys
from mingjian.core.wire.reasons import Refusal

TYPE = "application/vnd.mingjian.register+json"
CARD_TYPE = "application/vnd.mingjian.card+json"
MOST_MEMBERS = 500
OVERLAP = timedelta(days=30)  # in which a former key still signs
MOST_BODIES, LONGEST_BODY = 500, 200
_MEMBER = {"node", "title", "root", "serves", "doors", "keys", "ledger"}
_TOP = {"v", "agreement", "sheet", "sheet_sha256", "version", "before", "threshold", "suites", "members", "revoked"}


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of a member (32 bytes), what it is for (`sign`, `open`), and from when until when it is used."""

    id: str
    use: str
    public: bytes
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Body:
    """A body behind a node, by name, with the beginning of its region's code."""

    zh: str
    en: str
    region: str


@dataclass(frozen=True, slots=True)
class Member:
    """A node that takes part: its root (32 bytes), the regions that it serves, where it is asked, its keys, the key of its ledger, the bodies behind it."""

    node: str
    title: Mapping[str, str]
    root: bytes
    serves: tuple[str, ...]
    doors: tuple[str, ...]
    keys: tuple[Key, ...]
    ledger: Verifier
    bodies: tuple[Body, ...] = ()

    def bodies_of(self, region: str) -> tuple[Body, ...]:
        """Return the bodies behind the node, whoever receives what is for a region first: of the region, the highest; else the first named."""
        first = next((one for one in self.bodies if one.region.startswith(region)), None)
        return tuple(sorted(self.bodies, key=lambda one: one is not first)) if first else self.bodies

    def opening_key(self, on: date) -> Key:
        """Return the key with which something is locked for this node on a day. Raises Refusal where it has none then."""
        found = [one for one in self.keys if one.use == "open" and one.since <= on <= one.until]
        if not found:
            raise Refusal("unknown_key", self.node)
        return max(found, key=lambda one: one.since)


@dataclass(frozen=True, slots=True)
class Register:
    """One version of the register, as it was signed."""

    agreement: str
    sheet: date
    sheet_sha256: str
    version: int
    before: str | None
    threshold: int
    suites: tuple[str, ...]
    members: Mapping[str, Member]
    revoked: Mapping[str, datetime]
    signed: Signed

    @property
    def name(self) -> str:
        """Return the name by which an envelope says under which register it was made."""
        return f"{self.agreement}/{self.version}"

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of what was signed."""
        return sha256_hex(self.signed.payload)

    @property
    def fingerprint(self) -> str:
        """Twelve groups of five digits, for reading aloud."""
        number = int.from_bytes(hashlib.sha256(self.signed.payload).digest(), "big") % 10**60
        digits = f"{number:060d}"
        return " ".join(digits[at : at + 5] for at in range(0, 60, 5))

    def member(self, node: str) -> Member:
        """Return a member. Raises Refusal for a node that is none."""
        if node not in self.members:
            raise Refusal("unknown_sender", node[:100])
        return self.members[node]

    def signing_key(self, node: str, name: str, at: datetime) -> bytes:
        """Return the public key of that name with which a node signs at an instant. Raises Refusal where it has none, or it was revoked by then."""
        found = next((one for one in self.member(node).keys if one.use == "sign" and one.id == name), None)
        if found is None or not found.since <= local_day(at) <= found.until:
            raise Refusal("unknown_key", name[:40])
        if name in self.revoked and at >= self.revoked[name]:
            raise Refusal("key_revoked", name[:40])
        return found.public

    def roots(self) -> dict[str, bytes]:
        """Return the members' roots by key id."""
        return {key_id(one.root): one.root for one in self.members.values()}

    def is_signed_by_threshold(self, signed: Signed) -> bool:
        """Return whether enough of this version's roots have signed."""
        return len(signed.signers(self.roots())) >= self.threshold


def card(
    keys: NodeKeys,
    *,
    title: Mapping[str, str],
    serves: Sequence[str],
    doors: Sequence[str],
    ledger: Verifier,
    days: tuple[date, date],
    bodies: Sequence[Body] = (),
) -> Signed:
    """
    Make a node's card, its line in a register, signed by its root; `days`: from when until when its keys are used; `bodies`: who is behind the node.

    Raises BadInput for regions, addresses or days that no register would take.
    """
    since, until = (day.isoformat() for day in days)
    listed = [{"use": use, "id": keys.id_of(use), "public": encoded(keys.public(use)), "from": since, "until": until} for use in ("sign", "open")]
    for pair in keys.former[:1]:  # what is on its way was signed by the former key, or by a node that has the former register still
        raw = pair[0].public_key().public_bytes_raw()
        last = min(days[1], days[0] + OVERLAP).isoformat()
        listed.append({"use": "sign", "id": key_id(raw), "public": encoded(raw), "from": since, "until": last})
    told = {"node": keys.node, "title": dict(title), "root": encoded(keys.public("root")), "serves": list(serves), "doors": list(doors), "keys": listed}
    if bodies:  # a node of before reads no card that names any
        told["bodies"] = [{"zh": one.zh, "en": one.en, "region": one.region} for one in bodies]
    _member({**told, "ledger": ledger.text})
    return Signed(CARD_TYPE, canonical({**told, "ledger": ledger.text})).signed_by([keys.root])


def draw_up(cards: Sequence[Signed], *, agreement: str, sheet: date, sheet_sha256: str, threshold: int, before: Register | None = None) -> Signed:
    """Draw a register up out of cards, unsigned. Raises BadInput where a card is not signed by the root that it names."""
    members = [_checked_card(one) for one in cards]
    if twice := [one["node"] for number, one in enumerate(members) if one["node"] in [other["node"] for other in members[:number]]]:
        raise BadInput(f"节点 {twice[0]} 的名片出现两次。", f"There are two cards of {twice[0]}.")
    if not 1 < len(members) <= MOST_MEMBERS:
        raise BadInput(f"名册须有 2 至 {MOST_MEMBERS} 个成员。", f"A register has 2 to {MOST_MEMBERS} members.")
    if threshold > len(members):
        zh = f"要求 {threshold} 个成员签署，而名片只有 {len(members)} 张。"
        raise BadInput(zh, f"{threshold} members were to sign, and there are cards of {len(members)} only.")
    told = {"v": 1, "agreement": agreement, "sheet": sheet.isoformat(), "sheet_sha256": sheet_sha256, "threshold": threshold, "suites": sorted(SUITES)}
    version, digest = (before.version + 1, before.digest) if before else (1, None)
    revoked = {name: at.isoformat() for name, at in before.revoked.items()} if before else {}
    made = Signed(TYPE, canonical({**told, "version": version, "before": digest, "members": members, "revoked": revoked}))
    read_register(made)
    return made


def _checked_card(one: Signed) -> dict[str, Any]:
    told = read_canonical(one.payload)
    root = _member(told).root
    if one.type != CARD_TYPE or not one.signers({key_id(root): root}):
        raise BadInput("名片未由其根密钥签署。", "A card is not signed by the root that it names.")
    return told


def read_register(signed: Signed) -> Register:
    """Read a register, signed by enough or not. Raises BadInput where it is malformed."""
    fault = BadInput("不是成员名册。", "This is no register of members.")
    if signed.type != TYPE:
        raise fault
    told = read_canonical(signed.payload)
    try:
        members = {one["node"]: _member(one) for one in told["members"]}
        if set(told) != _TOP or told["v"] != 1 or len(members) < len(told["members"]) or not 1 < len(members) <= MOST_MEMBERS:
            raise fault
        threshold, version = told["threshold"], told["version"]
        if type(threshold) is not int or type(version) is not int or not 1 <= threshold <= len({one.root for one in members.values()}) or version < 1:
            raise fault
        revoked = {str(name): _instant(at) for name, at in told["revoked"].items()}
        sheet, suites = date.fromisoformat(told["sheet"]), tuple(map(str, told["suites"]))
        before, digest = told["before"], str(told["sheet_sha256"])
        return Register(str(told["agreement"]), sheet, digest, version, before, threshold, suites, members, revoked, signed)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise fault from error


def check_successor(new: Register, old: Register | None) -> None:
    """
    See that a register may be adopted after the one in force, or as the first. Raises BadInput saying what is missing.

    The first must be signed by its own threshold: what makes it the right one is the fingerprint, which a person compares.
    """
    if old is not None and (new.agreement != old.agreement or new.version != old.version + 1 or new.before != old.digest):
        zh = f"名册第 {new.version} 版不是现行第 {old.version} 版的下一版。"
        raise BadInput(zh, f"Version {new.version} of the register does not follow version {old.version}, now in force.")
    for one in (new, old):
        if one is not None and not one.is_signed_by_threshold(new.signed):
            zh = f"名册签署不足：第 {one.version} 版要求 {one.threshold} 个成员签署。"
            raise BadInput(zh, f"Too few have signed: version {one.version} asks for {one.threshold} members.")


def _member(told: Any) -> Member:
    if not isinstance(told, dict) or set(told) - {"bodies"} != _MEMBER:
        raise BadInput("名片不合格式。", "A card is malformed.")
    serves, doors = tuple(map(str, told["serves"])), tuple(map(str, told["doors"]))
    if not serves or not all(code.isdigit() and len(code) <= 6 for code in serves) or not all(door.startswith(("http://", "https://")) for door in doors):
        raise BadInput(
            "名片的区划须为至多六位数字，网址须以 http:// 或 https:// 开头。",
            "The regions of a card are at most six digits each, and its addresses begin with http:// or https://.",
        )
    keys = tuple(_key(one) for one in told["keys"])
    title = {code: str(told["title"][code]) for code in ("zh", "en")}
    bodies = _bodies(told.get("bodies", []))
    return Member(str(told["node"]), title, decoded(told["root"], 32), serves, doors, keys, Verifier.from_text(told["ledger"]), bodies)


def _bodies(told: Any) -> tuple[Body, ...]:
    fault = BadInput("名片所列单位不合格式，或者超过五百个。", "The bodies of a card are malformed, or more than 500.")
    if not isinstance(told, list) or len(told) > MOST_BODIES:
        raise fault
    for one in told:
        texts = list(one.values()) if isinstance(one, dict) and set(one) == {"zh", "en", "region"} else []
        if not texts or not all(isinstance(text, str) and text.isprintable() and len(text) <= LONGEST_BODY for text in texts):
            raise fault
        if not one["region"].isdigit() or len(one["region"]) > 6 or not one["zh"].strip():
            raise fault
    return tuple(Body(one["zh"], one["en"], one["region"]) for one in told)


def _key(told: Any) -> Key:
    public = decoded(told["public"], 32)
    if told["id"] != key_id(public) or told["use"] not in ("sign", "open"):
        raise BadInput("名片的密钥与其编号不符。", "A key of a card does not match its id.")
    since, until = date.fromisoformat(told["from"]), date.fromisoformat(told["until"])
    if until < since:
        raise BadInput(f"密钥的最后一日 {until} 早于第一日 {since}。", f"The last day of a key, {until}, is before its first, {since}.")
    return Key(told["id"], told["use"], public, since, until)


def _instant(text: Any) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return at
