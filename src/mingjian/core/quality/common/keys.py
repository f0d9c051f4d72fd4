"""Tells rows apart by what they hold, so that no judge is measured on what it has seen."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from mingjian.core.quality import LabelledRow

FOLDS = 5

Hashes = npt.NDArray[np.uint64]


def plain(key: str) -> str:
    """Fold a key so that near-duplicates are one: NFKC, no case, letters only; a key without letters stays as it is."""
    folded = unicodedata.normalize("NFKC", key).casefold()
    return "".join(one for one in folded if unicodedata.category(one)[0] == "L") or folded.strip() or key


def hashed(rows: Iterable[LabelledRow]) -> Hashes:
    """Return each row's identity in 64 bits: that of its group, else of its key; a further copy of the same is another."""
    return np.array([_number(plain(row.group or row.key) + f"#{row.copy}" * (row.copy > 0)) for row in rows], np.uint64)


def counted(rows: Iterable[LabelledRow]) -> list[LabelledRow]:
    """
    Number the copies of the same key, from 0.

    For sets in which the same message comes again and again because its sender sent it again and again: there a copy is a row of its own, and a judge
    may know the message from another copy. Figures of such sets tell apart what came once.
    """
    met: Counter[str] = Counter()
    found = []
    for row in rows:
        key = plain(row.group or row.key)
        found.append(replace(row, copy=met[key]))
        met[key] += 1
    return found


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def folds_of(hashes: Hashes) -> npt.NDArray[np.int64]:
    """Return the fold of each identity, 0 to FOLDS - 1: the same in every run and on every machine."""
    return (hashes >> np.uint64(17)).astype(np.int64) % FOLDS
