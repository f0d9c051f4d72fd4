"""
Tokens of telephones, addresses and accounts that a file has in plain words: a keyed hash, so that the same number is found again and nobody reads it.

What stands masked (`138****1234`), encrypted, or as a platform's number with an extension says nothing of whose it is, and gives no token.
"""

import hmac
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records.reading.values import NOTHING, as_texts, is_among

PHONE, ADDRESS, ACCOUNT, DEVICE = "phone", "address", "account", "device"
SIGNS = 32  # of a token, in hexadecimal
_MASK = r"(?i)[*×●•]|x{3,}|^[#$~]{2}"
_EXTENSION = r"(?i)转\d|ext|分机|\d{11}[-,#]\d{1,6}$|\[\d{3,5}\]"
_MOBILE = r"^1[3-9]\d{9}$"
_PHONE = r"^(?:1[3-9]\d{9}|0\d{9,11})$"
_LEAST = {ADDRESS: 8, ACCOUNT: 6, DEVICE: 12}
#: What is in its plain form as it stands: nothing of it is changed or masked. Without x, which masks where it stands three times.
_PLAIN = {PHONE: _MOBILE, ADDRESS: r"^[\x{4e00}-\x{9fa5}0-9a-wyz]{8,}$", ACCOUNT: r"^[0-9a-wyz]{6,}$", DEVICE: r"^[0-9a-wyz]{12,}$"}
_MADE = Text(
    "由“{name}”算出 {{n}} 行的{zh}；原文不保存，只能在本机的数据之间比对。",
    "Of “{name}” the {en} of {{n}} rows was made: the plain text is not kept, and it compares with what is on this machine alone.",
)
_MASKED = Text(
    "“{name}”有 {{n}} 行被遮蔽、加密或者是虚拟号码，得不出{zh}，按空处理；凭这些行不能认出同一人。",
    "{{n}} rows of “{name}” are masked, encrypted or numbers with an extension: they give no {en}, and nobody can be known again by them.",
)


@dataclass
class Keyer:
    """A secret by which tokens are made; of each sort of value the key is another."""

    secret: bytes = field(repr=False)
    _begun: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def fingerprint(self) -> str:
        """Return what tells this secret from another, and nothing of it."""
        return self._key("fingerprint").hex()[:16]

    def token(self, sort: str, plain: str) -> str:
        """Return the token of a value in its plain form."""
        return self.tokens(sort, [plain])[0] or ""

    def tokens(self, sort: str, plain: Iterable[str | None]) -> list[str | None]:
        """
        Return the tokens of values in their plain form, none of none.

        The key, and the block of the hash that it fills, are made once: by the million that is half of the time.
        """
        begun = self._begun.get(sort)
        if begun is None:
            begun = self._begun[sort] = blake2b(digest_size=SIGNS // 2, key=self._key(sort))
        begin, told = begun.copy, list[str | None]()
        for value in plain:
            if value is None:
                told.append(None)
                continue
            one = begin()
            one.update(value.encode())
            told.append(one.hexdigest())
        return told

    def _key(self, sort: str) -> bytes:
        return hmac.digest(self.secret, f"mingjian/tokens/{sort}".encode(), "sha256")


def keyer_beside(lake: Path, used: set[str]) -> Keyer:
    """
    Return the keyer of a lake; its secret lies beside the folder, so that a copy of the lake does not hold it, and is made at the first asking.

    `used` are the fingerprints by which tokens of the lake were made. Raises BadInput where the file is gone, open to others, or another than that.
    """
    file = _secret_of(lake)
    if not file.exists() and not used:
        _make(file)
    text = file.read_text("ascii").strip() if file.exists() else ""
    if file.exists() and file.stat().st_mode & 0o077:
        raise BadInput(f"密钥文件 {file.name} 他人可读，请执行 chmod 600。", f"Others may read {file.name}; run chmod 600 on it.")
    found = Keyer(bytes.fromhex(text)) if re.fullmatch(r"[0-9a-f]{64}", text) else None
    if found is None or (used and found.fingerprint not in used):
        raise BadInput(
            f"密钥文件 {file.name} 不在、已损坏或者不是已有代号所用的那一个，请从备份恢复；用别的密钥，新旧数据的电话、地址无法比对。",
            f"The file {file.name} is gone, damaged, or not the one by which tokens were made: restore it from a backup. With another, telephones and "
            "addresses of old and new records could not be compared.",
        )
    return found


def has_secret(lake: Path) -> bool:
    """Return whether tokens of a lake were ever made of plain values."""
    return _secret_of(lake).exists()


def _secret_of(lake: Path) -> Path:
    return lake.resolve().with_name(f"{lake.resolve().name}-tokens-key")


def _make(file: Path) -> None:
    """Write a new secret that only its owner may read, whole or not at all; another process that was first keeps its own."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def tokens_of(sort: str, parts: list[pa.Array], keyer: Keyer) -> tuple[pa.Array, int]:
    """Return the tokens of a column that may stand in several parts (province, city, address), and how many of its values are masked."""
    texts = [pc.coalesce(as_texts(part), "") for part in parts]
    joined = pc.binary_join_element_wise(*texts, "") if len(texts) > 1 else texts[0]
    joined = pc.if_else(is_among(pc.utf8_trim(texts[-1], characters=" \t\"'="), NOTHING), "", joined)
    plain, is_masked = _plainly(sort, joined)
    told = plain.dictionary_encode()
    made = pa.array(keyer.tokens(sort, told.dictionary.to_pylist()), pa.string())
    return made.take(told.indices), int(pc.sum(is_masked).as_py() or 0)


def _plainly(sort: str, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """
    Return values in their one plain form, null where they are none or masked, and which are masked.

    Whole arrays at once: a file has a million. What stands in its plain form already, as mostly, is left as it is, and the rest taken apart.
    """
    is_rest = pc.invert(pc.match_substring_regex(texts, _PLAIN[sort]))
    if not pc.any(is_rest).as_py():
        return texts, pa.array([], pa.bool_())
    rest, is_masked = _taken_apart(sort, texts.filter(is_rest))
    return pc.replace_with_mask(texts, is_rest, rest), is_masked


def _taken_apart(sort: str, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    tidy = pc.utf8_trim(pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKC"), r"\s", ""), characters="'\"=")
    is_masked = pc.match_substring_regex(tidy, _MASK)
    if sort == PHONE:
        is_masked = pc.or_(is_masked, pc.match_substring_regex(tidy, _EXTENSION))
        bare = pc.replace_substring_regex(pc.replace_substring_regex(tidy, r"[^0-9]", ""), r"^(?:00)?86(1[3-9]\d{9})$", r"\1")
        is_there = pc.match_substring_regex(bare, _PHONE)
    else:
        bare = pc.utf8_lower(pc.replace_substring_regex(tidy, r"[^\p{L}\p{N}]", ""))
        is_there = pc.greater_equal(pc.utf8_length(bare), _LEAST[sort])
    return pc.if_else(pc.and_(is_there, pc.invert(is_masked)), bare, pa.scalar(None, pa.string())), is_masked


def noted(notes: Counter[Text], name: str, zh: str, en: str, made: int, masked: int) -> None:
    """Add to the notes of a file how many tokens were made of a column, and how many values gave none."""
    for text, count in ((_MADE, made), (_MASKED, masked)):
        if count:
            notes[text.filled(name=name.replace("{", "").replace("}", ""), zh=zh, en=en)] += count
