"""What passed between the browser and one host, as it was on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mingjian.core.language import Text

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Chain:
    """The certificates that a host showed (PEM, its own first), whether they lead to a root of this machine, and why not."""

    certificates: tuple[str, ...]
    is_trusted: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: method, full URL, path as sent, header fields in their order and spelling, body."""

    method: str
    url: str
    target: str
    headers: Headers
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: status, reason, header fields in their order and spelling, body as it was encoded but without the frames of chunks; the chain of the host."""

    status: int
    reason: str
    headers: Headers
    body: bytes = b""
    address: str = ""
    chain: Chain | None = None

    def header(self, name: str) -> str:
        """Return the first field of a name, empty where there is none."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name.encode()), "")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its answer, and when (aware) it began."""

    request: Request
    response: Response
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be captured, and why."""

    url: str
    why: Text

    def as_dict(self) -> dict[str, str]:
        return {"url": self.url, "zh": self.why.zh, "en": self.why.en}


@dataclass
class Recording:
    """All exchanges of one capture, and what is missing from it."""

    exchanges: list[Exchange] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def frozen(self) -> "Recording":
        """Return it as it is now; an answer that comes later is no part of it."""
        return Recording(list(self.exchanges), list(self.gaps))

    @property
    def size(self) -> int:
        """Bytes of all bodies received."""
        return sum(len(one.response.body) for one in self.exchanges)
