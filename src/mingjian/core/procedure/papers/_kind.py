"""What every kind of paper says of itself."""

from collections.abc import Callable
from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.core.procedure.sheet import Paper

Plain = str | int
_LONGEST_KEY = 200


@dataclass(frozen=True)
class PaperKind:
    """
    How a paper of one kind is read.

    `read` gives a value as a ledger can hold it, or raises ValueError, TypeError or InvalidOperation; `wanted` says what is asked for then. `says` are the keys
    of `papers.yaml` that only papers of such kinds have. `is_brought`: it is bytes, sealed to one dossier. `names_dossier`: it names another dossier.
    `may_hold`: what it names can hold a dossier or act in it.
    """

    read: Callable[[Paper, object], Plain]
    wanted: Text
    says: frozenset[str] = frozenset()
    is_brought: bool = False
    names_dossier: bool = False
    may_hold: bool = False


ON_FILE = Text("库中已有的一项", "something that is on file")


def read_key(paper: Paper, value: object) -> Plain:
    """Read what the office finds something on file by; whether it is there, the office knows."""
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > _LONGEST_KEY:
        raise TypeError
    return value


def read_text(value: object, longest: int) -> str:
    """Read words of at most `longest` characters, the blanks around them left out."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > longest or "\x00" in text:
        raise ValueError
    return text
