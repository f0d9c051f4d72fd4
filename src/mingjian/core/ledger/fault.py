"""What can have been done to a ledger, in words for a person."""

from dataclasses import dataclass
from enum import StrEnum

from mingjian.core.errors import LedgerFault
from mingjian.core.language import Text
from mingjian.core.ledger.checkpoint import Checkpoint, Verifier


class Kind(StrEnum):
    """What was done: to an entry, to a checkpoint, or to the whole."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    RENUMBERED = "renumbered"
    HASH_CHANGED = "hash_changed"
    SOMEWHERE = "somewhere"
    UNSIGNED = "unsigned"
    CHECKPOINT = "checkpoint"
    OLDER = "older"
    KEY = "key"
    SEALS = "seals"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: what was done, the first and last index concerned (none where it concerns no entry), the line of the file, in words."""

    kind: Kind
    first: int | None
    last: int | None
    text: Text
    line: int | None = None

    def as_dict(self) -> dict[str, object]:
        return {"kind": self.kind.value, "first": self.first, "last": self.last, "line": self.line, "zh": self.text.zh, "en": self.text.en}


def changed(index: int, line: int, why: Text | None = None) -> Fault:
    zh, en = (f"：{why.zh}", f": {why.en}") if why else ("", "")
    return Fault(
        Kind.CHANGED, index, index, Text(f"第 {index} 条记录已被改动（文件第 {line} 行）{zh}。", f"Entry {index} was changed (line {line}){en}."), line
    )


def removed(first: int, last: int) -> Fault:
    zh, en = (f"第 {first} 条记录", f"Entry {first} was") if first == last else (f"第 {first} 至 {last} 条记录", f"Entries {first} to {last} were")
    return Fault(Kind.REMOVED, first, last, Text(f"{zh}已被删去。", f"{en} removed."))


def inserted(before: int, line: int, index: int | None) -> Fault:
    zh, en = (f"，自称第 {index} 条", f", which calls itself entry {index},") if index is not None else ("", "")
    text = Text(f"文件第 {line} 行{zh}，是后来插入的，位于真正的第 {before} 条之前。", f"Line {line}{en} was inserted, before the true entry {before}.")
    return Fault(Kind.INSERTED, before, before, text, line)


def renumbered(index: int, claimed: int, line: int) -> Fault:
    text = Text(f"第 {index} 条记录的序号被改为 {claimed}（文件第 {line} 行）。", f"The index of entry {index} was changed to {claimed} (line {line}).")
    return Fault(Kind.RENUMBERED, index, index, text, line)


def hash_changed(index: int, line: int) -> Fault:
    text = Text(
        f"第 {index} 条记录旁的哈希被改动，内容与所签一致（文件第 {line} 行）。",
        f"The hash beside entry {index} was changed; its content is as it was signed (line {line}).",
    )
    return Fault(Kind.HASH_CHANGED, index, index, text, line)


def unsigned(first: int, last: int) -> Fault:
    text = Text(
        f"第 {first} 至 {last} 条记录在最后一个可信检查点之后，无签名可证。请重新导出。",
        f"Entries {first} to {last} stand behind the last checkpoint that can be trusted: nothing vouches for them. Export again.",
    )
    return Fault(Kind.UNSIGNED, first, last, text)


def somewhere(first: int, last: int) -> Fault:
    zh = f"第 {first} 至 {last} 条记录之间有改动：检查点 {first} 尚符，检查点 {last + 1} 已不符。请以旧导出文件比对，可指明哪一条。"
    en = f"Something from entry {first} to {last} was changed: the checkpoint at {first} still holds, that at {last + 1} does not."
    return Fault(Kind.SOMEWHERE, first, last, Text(zh, f"{en} An older export would tell which."))


def bad_checkpoint(line: int, error: LedgerFault) -> Fault:
    return Fault(
        Kind.CHECKPOINT,
        None,
        None,
        Text(f"文件第 {line} 行的检查点无效：{error.text.zh}", f"The checkpoint in line {line} is not valid: {error.text.en}"),
        line,
    )


def seals_changed(line: int) -> Fault:
    text = Text(
        f"文件第 {line} 行检查点旁的封签被改动；各条记录与所签一致。",
        f"The seals beside the checkpoint in line {line} were changed; the entries are as they were signed.",
    )
    return Fault(Kind.SEALS, None, None, text, line)


def chain_differs(line: int) -> Fault:
    text = Text(
        f"文件第 {line} 行检查点的 SM3 链值与各条记录不符，或首行没有写明有 SM3 链值。",
        f"The SM3 chain of the checkpoint in line {line} is not that of the entries, or the first line does not say that there is one.",
    )
    return Fault(Kind.SEALS, None, None, text, line)


def no_checkpoint() -> Fault:
    text = Text("文件中没有可信的检查点，故一切皆无从证明。", "The file holds no checkpoint that can be trusted, so nothing in it is proven.")
    return Fault(Kind.CHECKPOINT, None, None, text)


def other_key(own: Verifier, key: Verifier) -> Fault:
    return Fault(
        Kind.KEY, None, None, Text(f"文件自称的公钥 {own.text} 不是给定的 {key.text}。", f"The file names the key {own.text}, not the given {key.text}.")
    )


def differs(index: int, line: int) -> Fault:
    text = Text(f"第 {index} 条记录与旧导出文件不同（文件第 {line} 行）。", f"Entry {index} differs from the older export (line {line}).")
    return Fault(Kind.OLDER, index, index, text, line)


def rewritten(older: Checkpoint) -> Fault:
    text = Text(
        f"本台账不是旧检查点（{older.size} 条）的延续：前 {older.size} 条中有改动。",
        f"This ledger does not continue the older checkpoint of {older.size} entries: something among its first {older.size} entries was changed.",
    )
    return Fault(Kind.OLDER, 0, older.size - 1, text)


def shorter(older: Checkpoint, entries: int) -> Fault:
    text = Text(
        f"旧检查点签有 {older.size} 条，本文件只有 {entries} 条：或为更早的导出，或已删去末尾。",
        f"The older checkpoint signs {older.size} entries, this file has {entries}: it was exported earlier, or its end was cut off.",
    )
    return Fault(Kind.OLDER, entries, older.size - 1, text)


def not_shown(older: Checkpoint) -> Fault:
    text = Text(
        f"台账已损坏，无法证明是旧检查点（{older.size} 条）的延续。",
        f"The ledger is damaged, so it cannot be shown to continue the older checkpoint of {older.size} entries.",
    )
    return Fault(Kind.OLDER, None, None, text)


def not_witnessed(name: str) -> Fault:
    """No checkpoint of the file bears a true cosignature of a witness who should have seen it."""
    return Fault(Kind.WITNESS, None, None, Text(f"没有见证人 {name} 的有效签名。", f"No checkpoint bears a true cosignature of the witness {name}."))


def bad_keys(why: LedgerFault) -> Fault:
    """State that the handovers of the ledger's keys do not hold."""
    return Fault(Kind.KEY, None, None, Text(f"台账密钥的交接不实：{why.text.zh}", f"The handovers of the ledger's keys do not hold: {why.text.en}"), 1)
