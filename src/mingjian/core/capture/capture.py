"""One capture of a page: everything that the record of extraction (电子数据证据提取笔录) asks of it."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from mingjian.core.capture.exchange import Chain, Exchange, Gap
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

FORMAT = "mingjian-capture/1"


@dataclass(frozen=True, slots=True)
class Capture:
    """
    What was asked for and what came, who took it with what, and what is missing.

    Instants are aware, in the zone of the machine (`zone` names it). `status` is that of the page itself; None where no page came. `addresses`: each host that
    was asked and what its name resolved to. `host_date`: the page's own Date field, to hold our clock against. `bytes`: of all bodies, as encoded.
    """

    url: str
    final_url: str
    title: str
    status: int | None
    ip: str
    host_date: str
    started_at: datetime
    ended_at: datetime
    zone: str
    tool: str
    browser: str
    agent: str
    system: str
    lang: str
    viewport: tuple[int, int]
    has_sandbox: bool
    is_whole: bool
    exchanges: int
    bytes: int
    addresses: Mapping[str, list[str]]
    certificates: Mapping[str, Chain]
    gaps: tuple[Gap, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the capture as JSON holds it."""
        return {
            "format": FORMAT,
            **{name: getattr(self, name) for name in self.__slots__},
            "started_at": self.started_at.isoformat(timespec="milliseconds"),
            "ended_at": self.ended_at.isoformat(timespec="milliseconds"),
            "viewport": list(self.viewport),
            "certificates": {host: asdict(chain) for host, chain in sorted(self.certificates.items())},
            "gaps": [gap.as_dict() for gap in self.gaps],
        }

    @classmethod
    def from_dict(cls, told: Any) -> "Capture":
        """Read a capture back. Raises BadInput where it is none."""
        try:
            if told["format"] != FORMAT:
                raise ValueError("another format")
            read = {name: told[name] for name in cls.__slots__}
            read |= {name: datetime.fromisoformat(told[name]) for name in ("started_at", "ended_at")}
            read["viewport"] = tuple(told["viewport"])
            read["certificates"] = {host: Chain(**{**one, "certificates": tuple(one["certificates"])}) for host, one in told["certificates"].items()}
            read["gaps"] = tuple(Gap(one["url"], Text(one["zh"], one["en"])) for one in told["gaps"])
            return cls(**read)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadInput(f"取证信息无法读取（{error}）。", f"The facts of the capture cannot be read ({error}).") from error


def tool() -> str:
    """Return our own name and version."""
    return f"Mingjian {version('mingjian')}"


def system() -> str:
    """Return the machine's system as the record asks for it."""
    return f"{platform.system()} {platform.release()}, Python {platform.python_version()}"


def certificates(exchanges: list[Exchange]) -> dict[str, Chain]:
    """Return each host's chain as it was first shown."""
    found: dict[str, Chain] = {}
    for one in exchanges:
        if one.response.chain:
            found.setdefault(one.request.url.split("/")[2], one.response.chain)
    return found
