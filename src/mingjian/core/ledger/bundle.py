"""
The ledger as a file that others keep and check without us: one JSON object a line.

    {"format":"mingjian-ledger/1","key":"node.example/ledger+c74f20a3+AR…"}
    {"entry":{…},"hash":"base64 of the leaf hash","index":0}
    …
    {"checkpoint":"node.example/ledger\\n1\\n…\\nseals sha256:…\\n\\n— node.example/ledger …\\n","seals":"base64, 64 bytes for each entry since the one before"}

Where checkpoints tell an SM3 chain, the first line says `"digests":["sha256","sm3"]`. A checkpoint stands right behind the last entry that it covers,
so the file is checked in one reading. The lines are written as RFC 8785 has them, and may come back in any other JSON spelling: the entry's bytes are then
computed anew.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mingjian.core.errors import BadInput, LedgerFault
from mingjian.core.language import Text
from mingjian.core.ledger.checkpoint import SEAL_SIZE, Verifier, decoded
from mingjian.core.ledger.leaf import canonical, leaf_hash, parse
from mingjian.core.ledger.succession import Succession
from mingjian.core.ledger.tree import HASH_SIZE

FORMAT = "mingjian-ledger/1"
#: What the 43rd sign of a hash of 32 bytes may be: its last two bits are none of the hash, and are written as zero.
_LAST_SIGNS = b"AEIMQUYcgkosw048"
_ENTRY = re.compile(rb'\{"entry":(\{.*\}),"hash":"([A-Za-z0-9+/]{43}=)","index":(0|[1-9][0-9]{0,18})\}')


@dataclass(frozen=True, slots=True)
class EntryLine:
    """
    An entry as the file gives it: the index and leaf hash it claims, and the leaf hash that its content really has; its canonical bytes where they are asked
    for.
    """

    line: int
    index: int
    claimed: bytes
    computed: bytes
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """A signed checkpoint with the seals of the entries since the one before. Neither is checked yet."""

    line: int
    note: str
    seals: bytes


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that is none of these, and why."""

    line: int
    why: Text


Line = EntryLine | CheckpointLine | UnreadableLine


def header_line(keys: Verifier | Succession, *, has_chain: bool = False) -> bytes:
    """Return the first line of a bundle; it tells the handovers of the keys where there were any, and that checkpoints tell an SM3 chain."""
    digests = {"digests": ["sha256", "sm3"]} if has_chain else {}
    handed = {"handed": keys.notes} if isinstance(keys, Succession) and keys.notes else {}
    return canonical({"format": FORMAT, "key": keys.text, **handed, **digests}) + b"\n"


def entry_line(index: int, body: bytes, leaf: bytes) -> bytes:
    """Return the line of an entry from its canonical bytes and leaf hash, both as they are stored."""
    return b'{"entry":%b,"hash":"%b","index":%d}\n' % (body, base64.b64encode(leaf), index)


def checkpoint_line(note: str, seals: bytes) -> bytes:
    """Return the line of a checkpoint from its note and the seals (64 bytes each) of the entries since the one before."""
    return canonical({"checkpoint": note, "seals": base64.b64encode(seals).decode()}) + b"\n"


def has_chain(line: bytes) -> bool:
    """Return whether the first line of a bundle says that its checkpoints tell an SM3 chain. Never raises."""
    try:
        return "sm3" in (parse(line).get("digests") or ())
    except (BadInput, TypeError):
        return False


def bundle(
    keys: Verifier | Succession, entries: Iterable[tuple[int, bytes, bytes]], checkpoints: Iterable[tuple[int, str, bytes]], *, has_chain: bool = False
) -> Iterator[bytes]:
    """
    Return the lines of a whole bundle.

    `entries`: index, canonical bytes, leaf hash, by index. `checkpoints`: size, note, seals, by size. What the store holds is written as it is, sound or
    not: it is for the reader to judge.
    """
    yield header_line(keys, has_chain=has_chain)
    waiting = iter(checkpoints)
    newest = next(waiting, None)
    for index, body, leaf in entries:
        while newest and newest[0] <= index:
            yield checkpoint_line(*newest[1:])
            newest = next(waiting, None)
        yield entry_line(index, body, leaf)
    while newest:
        yield checkpoint_line(*newest[1:])
        newest = next(waiting, None)


def read_header(line: bytes) -> Verifier:
    """Return the key that a bundle says it is signed with. Raises BadInput where the line is not the head of one."""
    fault = BadInput("这不是明鉴台账导出文件：首行应写明格式与公钥。", "This is no exported ledger of Mingjian: its first line should give format and key.")
    try:
        head = parse(line)
    except BadInput as error:
        raise fault from error
    if head.get("format") != FORMAT or not isinstance(head.get("key"), str):
        raise fault
    return Verifier.from_text(head["key"])


def read_keys(line: bytes) -> Succession:
    """Return the keys that a bundle says it is signed with. Raises BadInput as `read_header`, LedgerFault where its handovers are not sound."""
    newest, notes = read_header(line), parse(line).get("handed", [])
    if not isinstance(notes, list) or not all(isinstance(one, str) for one in notes):
        raise LedgerFault("密钥的交接记录格式不对。", "The handovers of the keys are not well formed.")
    return Succession.of(newest, notes)


def read_lines(lines: Iterable[bytes], number: int = 2, *, with_bodies: bool = False) -> Iterator[Line]:
    """Read the lines behind the header, `number` being that of the first; entries `with_bodies` or without. Never raises for what they hold."""
    for number, line in enumerate(lines, number):  # noqa: B020 - the number goes on
        if match := _ENTRY.fullmatch(line, 0, len(line) - line.endswith(b"\n")):
            body, claimed, index = match.groups()
            yield EntryLine(number, int(index), _hash_in(claimed), leaf_hash(body), body if with_bodies else b"")
        elif line.strip():
            yield _otherwise_spelled(number, line, with_bodies)


def _otherwise_spelled(number: int, line: bytes, with_bodies: bool) -> Line:
    """Read a line that is not in our own spelling, and all checkpoints."""
    try:
        value = parse(line)
        if value.keys() == {"entry", "hash", "index"} and type(value["index"]) is int and isinstance(value["entry"], dict):
            body = canonical(value["entry"])
            return EntryLine(number, value["index"], _decoded(value["hash"], HASH_SIZE), leaf_hash(body), body if with_bodies else b"")
        if value.keys() == {"checkpoint", "seals"} and isinstance(value["checkpoint"], str):
            return CheckpointLine(number, value["checkpoint"], _decoded(value["seals"]))
    except BadInput as error:
        return UnreadableLine(number, error.text)
    except (TypeError, ValueError) as error:
        return UnreadableLine(number, Text(f"其中的 base64 无效：{error}", f"bad base64: {error}"))
    return UnreadableLine(number, Text("既非记录，亦非检查点", "neither an entry nor a checkpoint"))


def _hash_in(claimed: bytes) -> bytes:
    """Read a hash of 43 signs and `=`; nothing where the last sign holds more than its four bits, since then it is not as we wrote it."""
    return binascii.a2b_base64(claimed) if claimed[42] in _LAST_SIGNS else b""


def _decoded(text: Any, size: int | None = None) -> bytes:
    data = decoded(text)
    if (text and not data) or ((len(data) != size) if size else len(data) % SEAL_SIZE):
        raise ValueError("wrong length or spelling")
    return data
