"""
The keys of a node for the exchange: `root` signs registers, `sign` envelopes and requests (both Ed25519), `open` opens what is sent to it (X25519).

The ledger's key is another and stays what it is. Suite `mj1` is Ed25519, HPKE (RFC 9180) of X25519, HKDF-SHA256 and AES-256-GCM, and SHA-256; a register
names the suites that are allowed, and nothing is negotiated. A second suite is one line here.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from mingjian.core.errors import BadInput
from mingjian.core.ledger.checkpoint import keep_secret
from mingjian.core.wire.encoding import decoded, encoded, key_id
from mingjian.core.wire.reasons import Refusal

KEPT = 3  # former pairs of keys: of three years, where they are renewed each year
SUITES = {"mj1": Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)}


@dataclass(frozen=True)
class NodeKeys:
    """
    The private keys of one node. Kept in a file that only its own user may read; the root belongs into a safe once the register is signed.

    `former`: keys to sign and to open of before they were renewed, the newest first. They sign until a register names the new ones, and open what was locked
    for them and is still on its way.
    """

    node: str
    root: Ed25519PrivateKey = field(repr=False)
    sign: Ed25519PrivateKey = field(repr=False)
    open: X25519PrivateKey = field(repr=False)
    former: tuple[tuple[Ed25519PrivateKey, X25519PrivateKey], ...] = field(default=(), repr=False)

    @classmethod
    def new(cls, node: str) -> "NodeKeys":
        """Make keys from the machine's randomness."""
        return cls(node, Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @property
    def secret_text(self) -> str:
        """Return the file's text."""
        told = {"node": self.node, **{use: encoded(getattr(self, use).private_bytes_raw()) for use in ("root", "sign", "open")}}
        former = [{"sign": encoded(sign.private_bytes_raw()), "open": encoded(opens.private_bytes_raw())} for sign, opens in self.former]
        return json.dumps({**told, **({"former": former} if former else {})})

    @classmethod
    def from_text(cls, text: str) -> "NodeKeys":
        """Read a file's text. Raises BadInput, which never repeats it."""
        try:
            told = json.loads(text)
            root, sign = (Ed25519PrivateKey.from_private_bytes(decoded(told[use], 32)) for use in ("root", "sign"))
            former = tuple((_signing(one), _opening(one)) for one in told.get("former", []))
            return cls(told["node"], root, sign, _opening(told), former)
        except (ValueError, KeyError, TypeError, BadInput) as error:
            raise BadInput("交换密钥文件已损坏，请从备份恢复。", "The file of the exchange's keys is damaged; restore it from a backup.") from error

    def public(self, use: str) -> bytes:
        """Return the public half of `root`, `sign` or `open` (32 bytes)."""
        public: bytes = getattr(self, use).public_key().public_bytes_raw()
        return public

    def id_of(self, use: str) -> str:
        """Return the name by which a register and an envelope know a key."""
        return key_id(self.public(use))

    def renewed(self, named: Collection[str] = ()) -> "NodeKeys":
        """Return keys with the same root, new ones to sign and to open, and those of now among the former: the newest, and each that a register names."""
        former = ((self.sign, self.open), *self.former)
        kept = (pair for place, pair in enumerate(former) if place < KEPT or any(_name_of(one) in named for one in pair))
        return replace(NodeKeys.new(self.node), root=self.root, former=tuple(kept))

    def as_named(self, names: Collection[str]) -> "NodeKeys":
        """Return the newest keys that a register names: before it names the new ones, nobody would believe them. Those of now where it names none."""
        each = [(self.sign, self.open), *self.former]
        found = next(((sign, opens) for sign, opens in each if _name_of(sign) in names), each[0])
        return replace(self, sign=found[0], open=found[1])

    @property
    def open_names(self) -> frozenset[str]:
        """Return the names of the keys that open envelopes: that of now, and those of before for what was on its way."""
        return frozenset(_name_of(one) for one in (self.open, *(opens for _, opens in self.former)))

    def opening(self, name: str) -> X25519PrivateKey:
        """Return the key that opens what was locked for one of that name; that of now where there is none such."""
        return next((one for one in (self.open, *(opens for _, opens in self.former)) if _name_of(one) == name), self.open)


def _name_of(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return key_id(key.public_key().public_bytes_raw())


def _signing(told: Mapping[str, str]) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(decoded(told["sign"], 32))


def _opening(told: Mapping[str, str]) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(decoded(told["open"], 32))


def renew_in(file: Path, node: str, named: Collection[str] = ()) -> NodeKeys:
    """Renew the keys kept in a file, without loss of one that is `named`: written beside it, and put in its place whole. Raises BadInput as `keys_in` does."""
    keys = keys_in(file, node).renewed(named)
    draft = file.with_name(f"{file.name}.renewed")
    draft.unlink(missing_ok=True)
    keep_secret(draft, keys.secret_text)
    draft.replace(file)
    return keys


def keys_in(file: Path, node: str) -> NodeKeys:
    """
    Return the keys kept in a file, and make both where there is none.

    Raises BadInput where others may read the file, where it is damaged, or where it is another node's.
    """
    if not file.exists():
        keep_secret(file, NodeKeys.new(node).secret_text)
    if file.stat().st_mode & 0o077:
        raise BadInput(f"密钥文件 {file} 他人可读，请执行 chmod 600。", f"Others may read {file}; run chmod 600 on it.")
    keys = NodeKeys.from_text(file.read_text())
    if keys.node != node:
        raise BadInput(f"密钥文件 {file} 属于 {keys.node}，而本节点为 {node}。", f"The keys in {file} are of {keys.node}, and this node is {node}.")
    return keys


def locked(suite: str, plain: bytes, public: bytes, bound: bytes) -> bytes:
    """Encrypt for whoever holds the private half of `public` (32 bytes); `bound` must be told again to open it. Raises Refusal for an unknown suite."""
    if suite not in SUITES:
        raise Refusal("unknown_suite", suite[:20])
    return SUITES[suite].encrypt(plain, X25519PublicKey.from_public_bytes(public), bound)


def unlocked(suite: str, cipher: bytes, private: X25519PrivateKey, bound: bytes) -> bytes:
    """Open what `locked` made. Raises Refusal where the suite is unknown, or the key or what was bound is another."""
    if suite not in SUITES:
        raise Refusal("unknown_suite", suite[:20])
    try:
        return SUITES[suite].decrypt(cipher, private, bound)
    except (InvalidTag, ValueError) as error:
        raise Refusal("cannot_open") from error
