"""What bytes look or sound like, shown in its place in a page: a picture, the first pages of a PDF, sound and film by pieces, the text of an office file."""

import re
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.timezone import now

from mingjian.core.documents.leading_pages import first_pages
from mingjian.core.documents.texts import text_copy
from mingjian.core.errors import NotFound
from mingjian.office.files.kinds import HEAD, begins_leafed, drawn_as, played_as

PART = 2 << 20  # bytes of sound or film that are sent at once, so that no player holds a worker
PLAYING, MOST_PLAYING = 3600, 20  # seconds for which one entry stands for what is looked at further, and of how many files
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


def in_place(request: HttpRequest, content: IO[bytes]) -> HttpResponseBase:
    """Return bytes as what can do nothing in the page. Raises NotFound for a kind that is not shown, BadInput for a PDF that cannot be drawn."""
    head = content.read(HEAD)
    content.seek(0)
    if drawn := drawn_as(head):
        reply: HttpResponseBase = FileResponse(content, content_type=drawn)
    elif played := played_as(head):
        reply = _part(request, content, played)
    else:
        with content:
            if not begins_leafed(head):
                raise not_shown()
            reply = HttpResponse(first_pages(content), content_type="image/png")
    reply["X-Content-Type-Options"], reply["Cache-Control"] = "nosniff", "no-store"
    reply["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reply


def not_shown() -> NotFound:
    """Return what is said of a kind that is not shown in a page."""
    return NotFound("这种文件不能在页面上预览，请下载后查看。", "A file of this kind is not shown in the page: download it.")


def goes_on(request: HttpRequest) -> bool:
    """Return whether a player asks for a piece that does not begin the file."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    return found is not None and int(found[1]) > 0


def is_playing(request: HttpRequest, pk: int) -> bool:
    """Return whether this session was handed the file within the hour: a player, or a replay, then asks for piece after piece, and the ledger has its entry."""
    begun: float = request.session.get("playing", {}).get(str(pk), 0)
    return now().timestamp() - begun < PLAYING


def note_playing(request: HttpRequest, pk: int) -> None:
    """Note that this session was handed a file just now, and that the ledger has its entry."""
    noted = request.session.get("playing", {})
    noted.pop(str(pk), None)
    request.session["playing"] = dict([*noted.items(), (str(pk), now().timestamp())][-MOST_PLAYING:])


def _part(request: HttpRequest, content: IO[bytes], played: str) -> HttpResponseBase:
    """Return sound or film whole, or the piece that is asked for, or its beginning. Source: RFC 9110, 14; anything but one range is answered by the whole."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None:
        reply: HttpResponseBase = FileResponse(content, content_type=played)
    else:
        with content:
            size, begin = content.seek(0, 2), int(found[1])
            end = min(int(found[2] or size), size - 1, begin + PART - 1)
            content.seek(min(begin, size))
            is_there = begin <= end
            reply = HttpResponse(content.read(end - begin + 1) if is_there else b"", content_type=played, status=206 if is_there else 416)
            reply["Content-Range"] = f"bytes {begin}-{end}/{size}" if is_there else f"bytes */{size}"
    reply["Accept-Ranges"] = "bytes"
    return reply


def text_page(request: HttpRequest, content: IO[bytes], name: str, *, back: str, whole: str) -> HttpResponse:
    """Show the text of a file as a copy to be read; `back` and `whole` are the addresses of what it belongs to and of the file itself. Raises BadInput."""
    with content:
        copy = text_copy(content)
    reply = render(request, "office/text_copy.html", {"copy": copy, "name": name, "back": back, "whole": whole})
    reply["Cache-Control"] = "no-store"
    return reply
