"""
This node, for tests, is Shanghai's; the others are made of values: keys, a ledger in memory, and what they sent and took.

A peer's ledger is the core's own tree, so that its receipts are proven as a real node's are.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate, now

from mingjian.core.agreement.reader import agreement
from mingjian.core.agreement.release import Decision, Party, Release, ReleaseRequest, governed, release
from mingjian.core.ledger.checkpoint import Signer
from mingjian.core.ledger.leaf import canonical, leaf_hash
from mingjian.core.ledger.tlog_proof import proof_text
from mingjian.core.ledger.tree import Levels, consistency_proof, inclusion_path, root_at
from mingjian.core.wire.envelope import Content, Envelope, Place, authenticate, open_envelope, pack, read_envelope, said_item
from mingjian.core.wire.keys import NodeKeys
from mingjian.core.wire.names import Name
from mingjian.core.wire.receipt import KIND, Receipt
from mingjian.core.wire.register import Register, card, draw_up
from mingjian.core.wire.requests import signed_headers
from mingjian.core.wire.sealed_record import Sealed, seal
from mingjian.institutions.exchange.services import node
from mingjian.institutions.exchange.work.delivery import PATH

SHEET = agreement("three_regions_demo", date(2026, 12, 1))
DAYS = (SHEET.in_force, localdate() + timedelta(days=700))
TITLES = {"hz": "杭州", "nj": "南京"}
REGIONS = {"hz": "3301", "nj": "3201"}
HERE = "31"


@dataclass
class Fake:
    """Another node."""

    key: str
    keys: NodeKeys
    signer: Signer
    ledger: list[bytes] = field(default_factory=lambda: [b'{"kind":"begun"}'])
    taken: list[Content] = field(default_factory=list)
    came: list[bytes] = field(default_factory=list)
    arrived: dict[str, int] = field(default_factory=dict)
    sent: list[Envelope] = field(default_factory=list)
    due: str = ""  # until when it says that it owes an answer

    @property
    def name(self) -> str:
        return self.keys.node

    @property
    def party(self) -> Party:
        return Party(self.name, REGIONS[self.key])

    def take(self, data: bytes, seen: int, heard: int = 0) -> bytes:
        """Take an envelope in as a node does, and give the receipt."""
        self.came.append(data)
        envelope = read_envelope(data)
        header, register = authenticate(envelope, node.register_named, self.name)
        if envelope.id not in self.arrived:
            self.taken.append(open_envelope(envelope, header, register, self.keys))
            told = {"kind": KIND, "envelope": envelope.id, "from": header.sender, "stream": 1, "sequence": header.place.sequence, "items": header.items}
            self.arrived[envelope.id] = len(self.ledger)
            self.ledger.append(canonical({**told, "root": header.root, "refused": [], **({"due": self.due} if self.due else {})}))
        return self.receipt(self.arrived[envelope.id], seen, heard)

    def receipt(self, index: int, seen: int, heard: int = 0) -> bytes:
        leaves = b"".join(map(leaf_hash, self.ledger))
        size, hashes = len(self.ledger), Levels(leaves).node
        note = self.signer.sign(size, root_at(size, hashes))
        proof = proof_text(index, inclusion_path(index, size, hashes), note)
        ways = [(one, consistency_proof(one, size, hashes)) if 0 < one <= size else (0, []) for one in (seen, heard)]
        return Receipt(self.ledger[index], proof, *ways[0], *ways[1]).data

    def record(self, kind: str, values: dict[str, str], number: str = "C2026-0000009", version: int = 1, before: str | None = None) -> Sealed:
        return seal(Name(self.name, kind, number), kind, values, version=version, before=before)

    def given(self, kind: str, fields: Sequence[str], purpose: str, at: datetime, place: str = "310101") -> Release:
        decided = release(SHEET, ReleaseRequest(kind, tuple(fields), purpose, self.party, Party(settings.NODE, HERE), at.date(), place), is_signed=True)
        assert isinstance(decided, Release)
        return decided

    def following(self, fields: Sequence[str] = ()) -> Release:
        return governed(SHEET, "correction_and_recall", Party(settings.NODE, HERE), self.party, [Decision(one, "show", "") for one in fields])

    def envelope(self, released: Release, items: Sequence[dict[str, Any]], at: datetime, number: int | None = None) -> Envelope:
        """Pack items for this node under the next number, or another."""
        place = Place(1, number or len(self.sent) + 1, self.sent[-1].id if self.sent else None)
        made = pack(released, items, keys=self.keys, register=node.register(), place=place, at=at)
        self.sent.append(made)
        return made

    def post(self, client: Any, data: bytes, at: datetime, seen: int = 0, path: str = PATH, heard: int = 0) -> Any:
        headers = signed_headers(self.keys, settings.NODE, "POST", path, data, at) | {"mingjian-seen": str(seen), "mingjian-heard": str(heard)}
        return client.post(path, data=data, content_type="application/vnd.mingjian.envelopes", headers=headers)

    def said(self, kind: str) -> list[dict[str, Any]]:
        """Return every item of a kind that came."""
        return [item for content in self.taken for item in content.items if kind in item]


def three(at: datetime) -> dict[str, Fake]:
    """Adopt a register of this node and two others; give the others."""
    fakes = {key: Fake(key, NodeKeys.new(f"{key}.example"), Signer.new(f"{key}.example/ledger")) for key in REGIONS}
    own = node.own_card(title={"zh": "上海", "en": "Shanghai"}, serves=[HERE], doors=["http://localhost:1"], days=DAYS)
    cards = [own]
    for key, one in fakes.items():
        told = {"title": {"zh": TITLES[key], "en": key}, "serves": [REGIONS[key]], "doors": [f"http://{key}.example"], "days": DAYS}
        cards.append(card(one.keys, ledger=one.signer.verifier, **told))
    drawn = draw_up(cards, agreement=SHEET.name, sheet=SHEET.in_force, sheet_sha256=SHEET.digest, threshold=2)
    node.adopt(drawn.signed_by([node.keys().root, *(one.keys.root for one in fakes.values())]), at=at)
    return fakes


def in_force() -> Register:
    return node.register()


def told(reply: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(reply.content)
    return body


def note_of(one: Fake, ledger: list[bytes]) -> str:
    """Have a node sign a ledger."""
    size, hashes = len(ledger), Levels(b"".join(map(leaf_hash, ledger))).node
    return one.signer.sign(size, root_at(size, hashes))


def hear(by: Fake, client: Any, about: str, note: Any, seen_at: Any = None) -> Any:
    """Let a node tell this one what it saw of another's ledger."""
    item = {**said_item("checkpoint", about), "note": note, "seen_at": seen_at or now().isoformat()}
    return by.post(client, by.envelope(by.following(), [item], now()).data, now())
