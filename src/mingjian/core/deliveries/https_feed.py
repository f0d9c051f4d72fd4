"""An address that gives a file, asked whether it changed since. Nobody is followed to another address."""

import re
from collections.abc import Callable, Iterator
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import Request

from mingjian.core.deliveries import MOST, Came, Way, too_large
from mingjian.core.deliveries.source import Source
from mingjian.core.environment import is_encrypted
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.outbound import asked

SECONDS = 60.0
_PIECE = 1 << 20
_MARKS = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
_ODD = re.compile(r"[^\w.\- ()（）]")


def came_of(source: Source, room: Path, mark: dict[str, str]) -> Iterator[Came]:
    """Yield the file, unless it is as it was. Raises BadInput where nobody answers, or what comes is too large."""
    headers = {ask: mark[name] for name, ask in _MARKS if mark.get(name)}
    try:
        request = Request(source.place, headers={"User-Agent": "mingjian", **headers})  # noqa: S310 - an address of https, by `configuration`
        with asked(request, SECONDS) as answer:
            name = _name_of(source.place, answer.headers)
            _written(answer.read, room / name)
            yield Came(name, room / name, {one: answer.headers[one] for one, _ in _MARKS if answer.headers.get(one)})
    except HTTPError as error:
        if error.code != HTTPStatus.NOT_MODIFIED:
            raise BadInput(f"对方答复 {error.code}。", f"The other side answered {error.code}.") from None
    except OSError as error:
        reason = " ".join(str(getattr(error, "reason", error)).split())[:200]
        raise BadInput(f"无法连接：{reason}。", f"Nobody answered: {reason}.") from None


def _written(read: Callable[[int], bytes], path: Path) -> None:
    """Write what comes to a file, as far as it is not too large."""
    size = 0
    with path.open("wb") as out:
        while piece := read(_PIECE):
            size += len(piece)
            if size > MOST:
                raise BadInput(too_large().zh, too_large().en)
            out.write(piece)


def _name_of(address: str, headers: Message) -> str:
    """Return a plain name for the file, as the other side calls it: by its ending its format is told where the bytes do not."""
    told = headers.get_filename() or unquote(Path(urlsplit(address).path).name)
    plain = _ODD.sub("_", Path(told).name).strip(". ")[-60:]
    return plain if "." in plain else f"{plain or 'feed'}.csv"


WAY = Way(
    Text("网址", "address"),
    came_of,
    Text("https:// 开头的网址", "an address that begins with https://"),
    is_encrypted,
)
