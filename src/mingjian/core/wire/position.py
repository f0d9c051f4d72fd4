"""
How far a member's stream is with another: what one node says to another that was brought back from a backup, as a file that it signs.

The restored node reads in it from which number it goes on, which of its envelopes arrived in fact, and which of its records the other still holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mingjian.core.errors import BadInput
from mingjian.core.law import local_day
from mingjian.core.ledger.leaf import canonical
from mingjian.core.wire.dsse import Signed
from mingjian.core.wire.encoding import read_canonical
from mingjian.core.wire.keys import NodeKeys
from mingjian.core.wire.names import Name
from mingjian.core.wire.register import Register

TYPE = "application/vnd.mingjian.position+json"
LARGEST = 64 * 2**20
MOST_NAMED = 100_000  # records, and envelopes
MOST_VERSIONS = 100_000  # of one record
LONGEST_USE = timedelta(days=7)  # what arrived since is not in the file
CLOCKS = timedelta(days=1)  # how far the clocks of two nodes may differ


@dataclass(frozen=True, slots=True)
class Position:
    """
    What `sender` says to `to`: which of its records it holds (name, version, seal, names of the fields), which envelopes it took in (SHA-256 of each, from
    number `since` on), and how many entries of its ledger it had seen.

    `followed` is the instant of the newest file of `to` by which the sender was itself brought back: `to` took its ledger as it was then, which a node that
    is now back at an earlier day has forgotten.
    """

    sender: str
    to: str
    since: int
    arrived: Sequence[str]
    records: Mapping[str, tuple[int, str, tuple[str, ...]]]
    seen: int
    at: datetime
    followed: datetime | None = None

    @property
    def sequence(self) -> int:
        """Return the number of the newest envelope that came; 0 where none did."""
        return self.since + len(self.arrived) - 1

    def signed(self, keys: NodeKeys) -> Signed:
        """Sign it as its sender."""
        told: dict[str, Any] = {"v": 1, "from": self.sender, "to": self.to, "since": self.since, "arrived": list(self.arrived)}
        told |= {
            "records": {name: [version, seal, list(fields)] for name, (version, seal, fields) in self.records.items()},
            "seen": self.seen,
            "at": self.at.isoformat(),
        }
        if self.followed:
            told["followed"] = self.followed.isoformat()
        return Signed(TYPE, canonical(told)).signed_by([keys.sign])

    @classmethod
    def read(cls, data: bytes, register: Register, to: str, now: datetime) -> "Position":
        """Read one that a member signed for this node within the week, with a key that it still uses. Raises BadInput for another, Refusal for the key."""
        fault = BadInput("不是成员出具给本节点的数据交换状态文件。", "This is no file in which a member says to this node how far the exchange is.")
        if len(data) > LARGEST:
            raise fault
        signed = Signed.read(data)
        if signed.type != TYPE or not signed.signatures:
            raise fault
        told = read_canonical(signed.payload)
        try:
            at = datetime.fromisoformat(told["at"])
            records = {name: (version, seal, tuple(fields)) for name, (version, seal, fields) in told["records"].items()}
            followed = datetime.fromisoformat(told["followed"]) if "followed" in told else None
            one = cls(told["from"], told["to"], told["since"], tuple(told["arrived"]), records, told["seen"], at, followed)
            versions = [version for version, _, _ in records.values()]
            numbers = (one.since, one.seen, *versions)
            is_well = all(type(number) is int and 0 <= number < 2**53 for number in numbers) and all(
                isinstance(sha, str) and len(sha) == 64 for sha in one.arrived
            )
            if not is_well or one.to != to or at.tzinfo is None or max(len(one.arrived), len(one.records)) > MOST_NAMED:
                raise fault
            if any(version > MOST_VERSIONS for version in versions):
                raise fault
            if any(Name.read(name).node != to for name in records):
                raise fault
            if not all(isinstance(text, str) for _, seal, fields in records.values() for text in (seal, *fields)):
                raise fault
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise fault from error
        if not now - LONGEST_USE <= at <= now + CLOCKS:
            raise BadInput(
                f"数据交换状态文件写于 {local_day(at)}，不在最近 {LONGEST_USE.days} 日内，请对方重新出具。",
                f"The file was written on {local_day(at)}, not within the last {LONGEST_USE.days} days: have the other node write a new one.",
            )
        name = signed.signatures[0][0]
        public = register.signing_key(one.sender, name, at)
        register.signing_key(one.sender, name, now)  # one that was retired or revoked since signs nothing that is read today
        if not signed.signers({name: public}):
            raise BadInput("数据交换状态文件的签名不真。", "The signature of the file is false.")
        return one
