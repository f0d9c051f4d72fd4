"""
What the ledger signs: a checkpoint (C2SP tlog-checkpoint) in a signed note (C2SP signed-note), Ed25519, readable by every tool of that family.

    mingjian.example/ledger
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — mingjian.example/ledger Az3grl…

Three lines: whose ledger, how many entries, the root over them; then a blank line and the signatures. A fourth may say the SHA-256 of the seals that stand
beside the checkpoint in an export, so that they are covered by the signature, too (an extension line, as C2SP has it: other tools pass it over). Where the
settings ask for national cryptography, a further one tells the SM3 chain over the bytes of all entries: SM3(chain so far, entry), from 32 zero bytes on.
"""

import base64
import binascii
import hashlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.language import Text, is_text
from mingjian.core.ledger.tree import HASH_SIZE
from mingjian.core.optional import required

if TYPE_CHECKING:
    from mingjian.core.ledger.token import TokenKey

#: How the file of a key that lies in a token begins.
PKCS11 = "pkcs11:"

#: The signature type of Ed25519 in verifier keys (C2SP signed-note).
ED25519 = b"\x01"
SEAL_SIZE = 64
_SEALS = "seals sha256:"
CHAIN = "entries sm3:"
_MOST_SIGNATURES = 100
_SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    The state of a ledger: whose it is, how many entries it has, and the root over them (32 bytes).

    `seals`: the SHA-256 of the seals made with it, empty in checkpoints of before. It tells nothing of the ledger, so that it makes no two checkpoints differ.
    `chain`: the SM3 chain over the bytes of all entries, empty where the node did not ask for one.
    """

    origin: str
    size: int
    root: bytes
    seals: bytes = field(default=b"", compare=False)
    chain: bytes = field(default=b"", compare=False)

    @property
    def text(self) -> str:
        """Return the lines that are signed."""
        more = f"{_SEALS}{_base64(self.seals)}\n" if self.seals else ""
        more += f"{CHAIN}{_base64(self.chain)}\n" if self.chain else ""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n{more}"


@dataclass(frozen=True)
class Verifier:
    """A public key with its owner's name: who can check, and cannot sign."""

    name: str
    public: bytes
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.public))

    @classmethod
    def from_text(cls, text: str) -> "Verifier":
        """Read a verifier key `name+hash+key` as C2SP signed-note writes it. Raises BadInput where it is not one."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            key = decoded(encoded)
            verifier = cls(checked_name(name), key[1:])
        except (ValueError, BadInput) as error:
            raise BadInput(
                f"{text[:80]!r} 不是验证公钥，应形如 名称+哈希+公钥。", f"{text[:80]!r} is no verifier key: it should read name+hash+key."
            ) from error
        if key[:1] != ED25519 or verifier.key_id.hex() != key_id:
            raise BadInput(
                f"验证公钥 {name[:80]} 的哈希与公钥不符，或非 Ed25519。", f"The verifier key of {name[:80]} does not match its hash, or is not Ed25519."
            )
        return verifier

    @property
    def text(self) -> str:
        """Return the key as it is handed to others."""
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public)}"

    @property
    def key_id(self) -> bytes:
        """Return the four bytes by which a signature line names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def open_note(self, note: str) -> str:
        """
        Return the text of a note that this key has signed.

        Raises LedgerFault where it has not, where its signature is false, or where the note is not well formed.
        """
        text, signatures = taken_apart(note)
        for name, signature in signatures:
            if name == self.name and signature[:4] == self.key_id:
                if not self._is_signed(text, signature[4:]):
                    raise LedgerFault(
                        f"{self.name} 的签名不真：文本或签名已被改动。", f"The signature of {self.name} is false: the text or the signature was changed."
                    )
                return text
        raise LedgerFault(f"没有 {self.name}（{self.key_id.hex()}）的签名。", f"There is no signature of {self.name} ({self.key_id.hex()}).")

    def open(self, note: str) -> Checkpoint:
        """Return the checkpoint of a note that this key has signed. Raises LedgerFault as `open_note`, and where it is another's ledger."""
        checkpoint = read_checkpoint(self.open_note(note))
        if checkpoint.origin != self.name:
            raise LedgerFault(f"检查点属于 {checkpoint.origin}，不是 {self.name}。", f"The checkpoint is of {checkpoint.origin}, not of {self.name}.")
        return checkpoint

    def is_sealed(self, index: int, leaf: bytes, seal: bytes) -> bool:
        """Return whether the ledger sealed this leaf hash at this index."""
        return self._is_signed(_seal_text(self.name, index, leaf), seal)

    def _is_signed(self, text: str, signature: bytes) -> bool:
        try:
            self._key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def _tokens() -> Any:
    return required("mingjian.core.ledger.token", Text("密码设备（PKCS#11）支持", "support of tokens (PKCS#11)"))


@dataclass(frozen=True)
class Signer:
    """
    A private key with its owner's name, in a file or in a token.

    The text form of one in a file is that of Go's sumdb/note; keep it where only the node's own user may read.
    """

    name: str
    _key: "Ed25519PrivateKey | TokenKey" = field(repr=False)

    @classmethod
    def new(cls, name: str, token: str = "") -> "Signer":
        """Make a key from the machine's randomness, or in the token of an address (`token.py`). Raises BadInput where the token refuses."""
        return cls(checked_name(name), _tokens().key_at(token) if token else Ed25519PrivateKey.generate())

    @classmethod
    def from_text(cls, text: str) -> "Signer":
        """Read a key as `secret_text` writes it. Raises BadInput, which never repeats the text."""
        if text.startswith(PKCS11):
            place, _, public = text.strip().partition("\n")
            verifier = Verifier.from_text(public)
            tokens = _tokens()
            return cls(verifier.name, tokens.TokenKey(tokens.KeyAddress.read(place), verifier.public))
        try:
            private, key, name, key_id, encoded = text.strip().split("+", 4)
            secret = base64.b64decode(encoded, validate=True)
            signer = cls(checked_name(name), Ed25519PrivateKey.from_private_bytes(secret[1:]))
        except (binascii.Error, ValueError, BadInput) as error:
            raise BadInput("签名密钥文件已损坏，请从备份恢复。", "The signing key's file is damaged; restore it from a backup.") from error
        if (private, key, secret[:1], key_id) != ("PRIVATE", "KEY", ED25519, signer.verifier.key_id.hex()):
            raise BadInput("签名密钥与其哈希不符，请从备份恢复。", "The signing key does not match its hash; restore it from a backup.")
        return signer

    @property
    def is_in_token(self) -> bool:
        """Return whether the key lies in a token, and not in a file."""
        return not isinstance(self._key, Ed25519PrivateKey)

    @property
    def secret_text(self) -> str:
        """Return what a file of the key holds: the key, or where in a token it lies."""
        if not isinstance(self._key, Ed25519PrivateKey):
            return f"{self._key.address.text}\n{self.verifier.text}"
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{_base64(ED25519 + self._key.private_bytes_raw())}"

    @property
    def verifier(self) -> Verifier:
        """Return the public half."""
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    def sign_note(self, text: str) -> str:
        """Return a text, which ends with a newline, as a note signed by this key."""
        if not text.endswith("\n") or _is_unfit(text):
            raise BadInput("待签文本须以换行结尾，且无控制字符。", "A text to be signed ends with a newline and has no control characters.")
        return f"{text}\n— {self.name} {_base64(self.verifier.key_id + self._key.sign(text.encode()))}\n"

    def sign_bytes(self, message: bytes) -> bytes:
        """Sign a message that is no note (64 bytes): that of a cosignature."""
        return self._key.sign(message)

    def sign(self, size: int, root: bytes, seals: bytes | None = None, chain: bytes = b"") -> str:
        """Return the signed checkpoint of this signer's own ledger, which vouches for the `seals` made with it, and for the SM3 `chain`, too."""
        return self.sign_note(Checkpoint(self.name, size, root, b"" if seals is None else hashlib.sha256(seals).digest(), chain).text)

    def seal(self, index: int, leaf: bytes) -> bytes:
        """Sign one leaf hash at its index (64 bytes), so that a forged export can be held against it entry by entry."""
        return self._key.sign(_seal_text(self.name, index, leaf).encode())


def signer_in(file: Path, name: str, token: str = "") -> Signer:
    """
    Return the signing key kept in a file, which only its owner may read, or which the file names in a token; make both where there is none.

    `token`: the address of the token that a new key is made in, none for the file itself. Raises BadInput where others may read the file, where it is
    damaged, where it is the key of another name, or where the token refuses.
    """
    if not file.exists():
        keep_secret(file, Signer.new(name, token).secret_text)
    if file.stat().st_mode & 0o077:
        raise BadInput(f"签名密钥 {file} 他人可读，请执行 chmod 600。", f"Others may read the signing key {file}; run chmod 600 on it.")
    signer = Signer.from_text(file.read_text())
    if signer.name != name:
        raise BadInput(
            f"签名密钥 {file} 属于 {signer.name}，而本节点为 {name}。请改回节点名称，或另立台账。",
            f"The signing key {file} is that of {signer.name}, and this node is {name}. Set the node's name back, or begin another ledger.",
        )
    return signer


def read_checkpoint(text: str) -> Checkpoint:
    """Read the lines of a checkpoint; lines after the third are extensions, and are passed over. Raises LedgerFault where it is none."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
        raise LedgerFault("不是检查点：应有来源、大小、根三行。", "Not a checkpoint: it needs three lines, origin, size and root.")
    root = decoded(lines[2])
    if len(root) != HASH_SIZE:
        raise LedgerFault("检查点的根不是 32 字节的 base64。", "The checkpoint's root is not 32 bytes in base64.")
    return Checkpoint(lines[0], int(lines[1]), root, _extension(lines[3:-1], _SEALS), _extension(lines[3:-1], CHAIN))


def _extension(extensions: list[str], head: str) -> bytes:
    """Return the digest that an extension line with a head tells; nothing where none does."""
    told = next((line.removeprefix(head) for line in extensions if line.startswith(head)), "")
    return decoded(told) if told else b""


def checked_name(name: str) -> str:
    """Return a name of a key back, if it may be one: not empty, no spaces, no plus sign, nothing that cannot be printed (C2SP signed-note)."""
    if not name or "+" in name or not name.isprintable() or any(map(str.isspace, name)):
        raise BadInput(
            f"{name[:80]!r} 不能作为台账名称：不得为空，不得含空格或加号。", f"{name[:80]!r} cannot name a ledger: it needs letters, and no space or plus."
        )
    return name


def taken_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Part a note into its text and its signatures. The last blank line parts them."""
    text, gap, block = note.rpartition("\n\n")
    lines = block.removesuffix("\n").split("\n")
    matches = [_SIGNATURE_LINE.fullmatch(line) for line in lines]
    if not gap or not block.endswith("\n") or _is_unfit(note) or len(lines) > _MOST_SIGNATURES or not all(matches):
        raise LedgerFault("不是签名文本：应为正文、空行与签名行。", "Not a signed note: it should be a text, a blank line, and lines of signatures.")
    signatures = [(match[1], decoded(match[2])) for match in matches if match]
    if not all(signature for _, signature in signatures):
        raise LedgerFault("签名行不是 base64。", "A line of signature is not base64.")
    return text + "\n", signatures


def _is_unfit(text: str) -> bool:
    return any(character < " " and character != "\n" for character in text) or not is_text(text)


def keep_secret(file: Path, text: str) -> None:
    """Write a new file that only its owner may read, whole or not at all; another process that was first keeps its own."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _seal_text(origin: str, index: int, leaf: bytes) -> str:
    """What a seal signs. Its first line keeps it from ever passing for a checkpoint."""
    return f"mingjian-ledger-seal/1\n{origin}\n{index}\n{_base64(leaf)}\n"


def decoded(text: str) -> bytes:
    """Read base64 in its one spelling; nothing where it is none: in another, whose last sign holds bits that say nothing, a changed sign would go unseen."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _base64(data) == text else b""


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
