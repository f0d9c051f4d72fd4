"""
Files that lie encrypted: pieces of 64 KiB under AES-256-GCM, or SM4-GCM, read from any place without the whole being decrypted.

    mingjian-hidden/1 ⏎ | which key (8 bytes) | salt (32 bytes) | piece | piece | … | last piece

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as age uses it: each file has a key of its own (HKDF-SHA-256 of the node's key and the
salt); a piece's nonce is its number (11 bytes) and whether it is the last (1 byte), so that pieces cannot be swapped, left out, added or cut off unseen.
`mingjian-hidden/2` is the same with SM4 and HKDF-SM3.
"""

import hashlib
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mingjian.core.errors import LedgerFault
from mingjian.core.sm4 import SM4GCM

BEGINS = b"mingjian-hidden/1\n"
BEGINS_SM4 = b"mingjian-hidden/2\n"  # as long as the other
KEY_SIZE, ID_SIZE, SALT_SIZE, TAG_SIZE = 32, 8, 32, 16  # bytes
PIECE = 2**16  # bytes of a piece before it is encrypted
HEAD_SIZE = len(BEGINS) + ID_SIZE + SALT_SIZE


@dataclass(frozen=True)
class Key:
    """32 random bytes; `id` tells in a file's head which key it was written with, and nothing of the key."""

    secret: bytes

    @classmethod
    def new(cls) -> "Key":
        """Make one from the machine's randomness."""
        return cls(os.urandom(KEY_SIZE))

    @property
    def id(self) -> bytes:
        """Return the first 8 bytes of a hash of it."""
        return hashlib.sha256(b"mingjian-hidden-key\n" + self.secret).digest()[:ID_SIZE]

    def of_file(self, salt: bytes, *, is_sm4: bool = False) -> AESGCM | SM4GCM:
        """Return the cipher of one file with a key of its own."""
        if is_sm4:
            return SM4GCM.derived(self.secret, BEGINS_SM4, salt)
        return AESGCM(HKDF(hashes.SHA256(), KEY_SIZE, salt, BEGINS).derive(self.secret))


class Hiding:
    """Writes bytes into a file as they come; `close` writes the last piece, without which nothing can be read. The file itself stays open."""

    def __init__(self, out: IO[bytes], key: Key, *, is_sm4: bool = False) -> None:
        salt = os.urandom(SALT_SIZE)
        self._out, self._cipher, self._waiting, self._number = out, key.of_file(salt, is_sm4=is_sm4), bytearray(), 0
        out.write((BEGINS_SM4 if is_sm4 else BEGINS) + key.id + salt)

    def write(self, data: bytes) -> None:
        """Take some bytes; full pieces go out once it is known that more follows."""
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write the last piece."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, None))
        self._number += 1


class Shown(io.RawIOBase):
    """
    The bytes of a hidden file, to be read from any place; closing it closes the file.

    Raises LedgerFault where the file is none, was written with a key that is not among `keys`, or was changed, at the latest when that place is read.
    """

    def __init__(self, file: IO[bytes], keys: Sequence[Key]) -> None:
        self._file, self._place, self._held = file, 0, (-1, b"")
        head = file.read(HEAD_SIZE)
        known: Mapping[bytes, Key] = {key.id: key for key in keys}
        if not head.startswith((BEGINS, BEGINS_SM4)) or len(head) != HEAD_SIZE:
            raise _changed()
        key = known.get(head[len(BEGINS) : len(BEGINS) + ID_SIZE])
        if key is None:
            raise LedgerFault(
                "此文件加密所用的密钥已不在 sealed-key 中，无法解密。请从备份恢复密钥文件。",
                "The key that this file was encrypted with is not in sealed-key: it cannot be read. Restore the file of keys from a backup.",
            )
        self._cipher = key.of_file(head[-SALT_SIZE:], is_sm4=head.startswith(BEGINS_SM4))
        body = file.seek(0, os.SEEK_END) - HEAD_SIZE
        self._pieces = -(-body // (PIECE + TAG_SIZE))
        self.size = body - self._pieces * TAG_SIZE
        last = body - (self._pieces - 1) * (PIECE + TAG_SIZE)
        if self._pieces < 1 or last < TAG_SIZE + (self._pieces > 1):  # only nothing at all ends in an empty piece; one that is cut off there is never read
            raise _changed()

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; give it."""
        self._place = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self.size}[whence])
        return self._place

    def tell(self) -> int:
        """Return the place."""
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed names a type that cannot be named
        """Read up to the end of a piece."""
        if self._place >= self.size and self._place:  # at the beginning of nothing its one piece is looked at, too
            return 0
        number, start = divmod(self._place, PIECE)
        found = self._piece(number)[start : start + len(buffer)]
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)

    def close(self) -> None:
        """Close the file, too."""
        self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(HEAD_SIZE + number * (PIECE + TAG_SIZE))
            try:
                plain = self._cipher.decrypt(_nonce(number, is_last=number == self._pieces - 1), self._file.read(PIECE + TAG_SIZE), None)
            except (InvalidTag, ValueError) as error:  # SM4-GCM raises ValueError for a piece that is cut off within its tag
                raise _changed() from error
            self._held = (number, plain)
        return self._held[1]


def laid_open(file: IO[bytes], keys: Sequence[Key]) -> io.BufferedReader:
    """Return the bytes of a hidden file as a file that is read, from any place. Raises LedgerFault; see `Shown`."""
    return io.BufferedReader(Shown(file, keys), PIECE)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _changed() -> LedgerFault:
    return LedgerFault(
        "加密存放的文件已损坏或被改动，不予提供。请报告审计员，并从备份恢复。",
        "This encrypted file is damaged or was changed, and is not handed out. Tell the auditor, and restore it from a backup.",
    )
