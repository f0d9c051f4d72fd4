"""
A witness (C2SP tlog-witness): it cosigns a ledger's checkpoint if that continues the one it cosigned before, and never two that do not agree.

It keeps one checkpoint for each ledger in a file, and knows their keys beforehand. A cosignature (C2SP tlog-cosignature, Ed25519) says when it was made.
`add` is the whole of the protocol: a request's body in, a status and a body out; `mingjian witness serve` puts it behind HTTP.
"""

import base64
import hashlib
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.ledger.checkpoint import Checkpoint, Signer, Verifier, checked_name, decoded, read_checkpoint, taken_apart
from mingjian.core.ledger.keeper import keep_note
from mingjian.core.ledger.tree import verify_consistency

COSIGNATURE = b"\x04"  # the signature type of an Ed25519 cosignature
MOST_PROOF = 63  # hashes of a consistency proof
MOST = 1 << 20  # bytes of a request

SIZE_TYPE = "text/x.tlog.size"
TEXT_TYPE = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Cosigner:
    """Whoever can check a witness's cosignatures: its name and public key."""

    name: str
    public: bytes

    @classmethod
    def from_text(cls, text: str) -> "Cosigner":
        """Read a key `name+hash+key` of signature type 4. Raises BadInput where it is none."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            key = decoded(encoded)
            cosigner = cls(checked_name(name), key[1:])
        except (ValueError, BadInput) as error:
            raise BadInput(f"{text[:80]!r} 不是见证人公钥。", f"{text[:80]!r} is no key of a witness.") from error
        if key[:1] != COSIGNATURE or len(key) != 33 or cosigner.key_id.hex() != key_id:
            raise BadInput(f"见证人 {name[:80]} 的公钥与其哈希不符。", f"The key of the witness {name[:80]} does not match its hash.")
        return cosigner

    @property
    def key_id(self) -> bytes:
        """Return the four bytes by which a signature line names the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + COSIGNATURE + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """Return the key as it is handed to others."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(COSIGNATURE + self.public).decode()}"

    def time_of(self, note: str) -> int:
        """Return when this witness cosigned a note, in seconds since 1970. Raises LedgerFault where it has not."""
        text, signatures = taken_apart(note)
        for name, signature in signatures:
            if name == self.name and signature[:4] == self.key_id and len(signature) == 76:
                (time,) = struct.unpack(">Q", signature[4:12])
                try:
                    Ed25519PublicKey.from_public_bytes(self.public).verify(signature[12:], cosigned(time, text))
                except InvalidSignature:
                    break
                return int(time)
        raise LedgerFault(f"没有见证人 {self.name} 的有效签名。", f"There is no true cosignature of the witness {self.name}.")


def cosigned(time: int, text: str) -> bytes:
    """Return the message that a cosignature signs: a header, the time, and the whole text of the note."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


@dataclass(frozen=True)
class Answer:
    """What a witness answers: an HTTP status, a body, its type."""

    status: int
    body: str = ""
    type: str = TEXT_TYPE


@dataclass(frozen=True)
class Request:
    """What is brought to a witness: the size of the checkpoint before, the proof from it, the note."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    @classmethod
    def read(cls, body: bytes) -> "Request":
        """Read a request's body. Raises BadInput where it is not well formed."""
        fault = BadInput("见证请求的格式不对。", "The request to the witness is not well formed.")
        try:
            head, gap, note = body.decode().partition("\n\n")
        except UnicodeDecodeError as error:
            raise fault from error
        first, *lines = head.split("\n")
        word, _, size = first.partition(" ")
        proof = tuple(decoded(line) for line in lines)
        is_number = size.isascii() and size.isdigit() and (size == "0" or not size.startswith("0")) and len(size) < 20
        if not gap or word != "old" or not is_number or len(proof) > MOST_PROOF or any(len(one) != 32 for one in proof):
            raise fault
        return cls(int(size), proof, note)

    @property
    def body(self) -> bytes:
        """Return the request as it is sent."""
        lines = [f"old {self.old}", *(base64.b64encode(one).decode() for one in self.proof)]
        return ("\n".join(lines) + "\n\n" + self.note).encode()


@dataclass
class Witness:
    """A witness with its key, the keys of the ledgers that it knows, and a folder in which it keeps the newest checkpoint of each."""

    signer: Signer
    ledgers: Sequence[Verifier]
    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def cosigner(self) -> Cosigner:
        """Return the public half, which others check by."""
        return Cosigner(self.signer.name, self.signer.verifier.public)

    def add(self, body: bytes, time: int) -> Answer:
        """Answer one add-checkpoint request at an instant (seconds since 1970), as C2SP tlog-witness says; one at a time."""
        try:
            request = Request.read(body)
            text, _ = taken_apart(request.note)
            claimed = read_checkpoint(text)
        except (BadInput, LedgerFault) as error:
            return Answer(400, f"{error.text.en}\n")
        known = [one for one in self.ledgers if one.name == claimed.origin]
        if not known:
            return Answer(404, "unknown log\n")
        if not any(_is_signed(one, request.note) for one in known):
            return Answer(403, "no signature by a known key\n")
        if request.old > claimed.size:
            return Answer(400, "old size is larger than the checkpoint\n")
        with self._lock:
            return self._considered(request, text, claimed, time)

    def _considered(self, request: Request, text: str, claimed: Checkpoint, time: int) -> Answer:
        last = self.last(claimed.origin)
        size = last.size if last else 0
        if request.old != size:
            return Answer(409, f"{size}\n", SIZE_TYPE)
        if last and last.size == claimed.size and last.root != claimed.root:
            return Answer(409, f"{size}\n", SIZE_TYPE)
        try:
            if size:
                assert last is not None  # noqa: S101 - a size is that of a checkpoint
                verify_consistency(size, claimed.size, list(request.proof), last.root, claimed.root)
            elif request.proof:
                return Answer(422, "a proof from nothing is empty\n")
        except LedgerFault as error:
            return Answer(422, f"{error.text.en}\n")
        keep_note(self._place(claimed.origin), text)
        return Answer(200, self.cosign(text, time))

    def cosign(self, text: str, time: int) -> str:
        """Return the signature line of a cosignature over the text of a note."""
        signature = struct.pack(">Q", time) + self.signer.sign_bytes(cosigned(time, text))
        return f"— {self.signer.name} {base64.b64encode(self.cosigner.key_id + signature).decode()}\n"

    def last(self, origin: str) -> Checkpoint | None:
        """Return the newest checkpoint of a ledger that was cosigned."""
        place = self._place(origin)
        return read_checkpoint(place.read_text(encoding="utf-8")) if place.exists() else None

    def _place(self, origin: str) -> Path:
        return self.folder / hashlib.sha256(origin.encode()).hexdigest()


def _is_signed(key: Verifier, note: str) -> bool:
    try:
        key.open(note)
    except LedgerFault:
        return False
    return True


def with_cosignatures(note: str, lines: str, known: Sequence[Cosigner]) -> str:
    """Return a note with those lines added that are true cosignatures of witnesses we know; all others are passed over, as the protocol asks."""
    kept = []
    for line in lines.splitlines():
        candidate = f"{note}{line}\n"
        for cosigner in known:
            try:
                cosigner.time_of(candidate)
            except LedgerFault:
                continue
            kept.append(line)
            break
    return note + "".join(f"{line}\n" for line in kept)


def seen_by(note: str, known: Sequence[Cosigner]) -> Mapping[str, int]:
    """Return when each witness cosigned a note, of those that did."""
    found = {}
    for cosigner in known:
        try:
            found[cosigner.name] = cosigner.time_of(note)
        except LedgerFault:
            continue
    return found
