"""
A mailbox: tables that named senders attach to their mail. It is opened for reading only, so that nothing in it changes.

Whoever knows the address can write to it. Therefore only mail of the `senders` of the file is taken; where `checked_by` names the mail server that checks
senders (the first word of its `Authentication-Results`), only mail that it found to be from them.
"""

import imaplib
import logging
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mingjian.core.deliveries import MOST, Came, Way, place_for, too_large
from mingjian.core.deliveries.secret import secret_of
from mingjian.core.deliveries.source import Source
from mingjian.core.errors import BadInput
from mingjian.core.language import Text

log = logging.getLogger(__name__)
SECONDS = 60.0
TLS_PORT, PLAIN_PORT = 993, 143
DAYS = 31  # how old mail may be at the first look
MOST_MAIL = 2 * MOST  # bytes of one mail, whose attachments are written in signs
MOST_OF_STRANGERS = 8 * 2**20  # bytes of a mail that is read for the names of what is attached alone
MOST_HEADER = 256 * 2**10
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBER = re.compile(rb"RFC822\.SIZE (\d+)")
#: A check that a mail passed, and for which domain: a pass alone says nothing, since whoever forges a sender has a domain of their own that passes.
_PASSED = re.compile(r"\s*(?:dkim|dmarc|spf)\s*=\s*pass\b.*?\s(?:header\.(?:d|i|from)|smtp\.mailfrom)\s*=\s*(?:[^\s@]*@)?([\w.-]+)", re.IGNORECASE)
_ASIDE = re.compile(r'\([^()]*\)|"[^"]*"')  # comments and quoted words, into which servers write what the sender said
_BROKEN = Text("邮件结构有误，无法读出附件。", "The mail is malformed, and nothing could be read out of it.")
_UNSIZED = Text("邮件服务器没有说明邮件大小，不予读取。", "The mail server does not say how large the mail is; it is not fetched.")
_OWN = ("text/", "message/")  # the words of a mail, and mail within mail


def came_of(source: Source, room: Path, mark: dict[str, str]) -> Iterator[Came]:
    """Yield the tables of mail that was not seen yet. Raises BadInput where the mailbox cannot be opened."""
    with _opened(source) as box:
        validity = _folder(box, source)
        last = int(mark.get("uid", "0")) if mark.get("validity") == validity else 0
        for uid in _uids(box, last):
            seen = {"validity": validity, "uid": str(uid)}
            yield from _of_mail(source, box, uid, room)
            yield Came("", room, seen)


def _of_mail(source: Source, box: imaplib.IMAP4, uid: int, room: Path) -> Iterator[Came]:
    """Yield what one mail has attached, or why it is not taken."""
    size = _NUMBER.search(b" ".join(_bytes_of(box.uid("FETCH", str(uid), "(RFC822.SIZE)")[1])))
    head = _fetched(box, uid, f"(BODY.PEEK[HEADER]<0.{MOST_HEADER}>)")
    try:
        stranger = _refusal(source, message_from_bytes(head, policy=default))
    except Exception:  # anybody may send what the reader of mail falls over (parts within parts, broken headers): it must not keep out what comes after it
        yield _malformed(source, uid, room)
        return
    if size is None or int(size[1]) > (MOST_OF_STRANGERS if stranger else MOST_MAIL):
        yield Came(f"mail-{uid}", room, fault=stranger or (too_large() if size else _UNSIZED), is_foreign=stranger is not None)
        return
    content = _fetched(box, uid, "(BODY.PEEK[])")
    try:
        mail = message_from_bytes(content, policy=default)
        attached = list(_attached(mail))
        fault = _refusal(source, mail) if attached else None
    except Exception:  # as above
        yield _malformed(source, uid, room)
        return
    for name, data in attached:
        if fault:
            yield Came(name, room, fault=fault, is_foreign=True)
            continue
        path = place_for(name, room)
        path.write_bytes(data)
        yield Came(name, path) if len(data) <= MOST else Came(name, room, fault=too_large())


def _malformed(source: Source, uid: int, room: Path) -> Came:
    log.warning("Mail %d of %s is malformed", uid, source.name, exc_info=True)
    return Came(f"mail-{uid}", room, fault=_BROKEN, is_foreign=True)


def _fetched(box: imaplib.IMAP4, uid: int, part: str) -> bytes:
    return max(_bytes_of(box.uid("FETCH", str(uid), part)[1]), key=len, default=b"")


def _attached(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes of attachments; pictures of a signature and the words of the mail are none."""
    for part in mail.walk():
        name = part.get_filename()
        if part.is_multipart() or not name:
            continue
        kind, disposition = part.get_content_type(), part.get_content_disposition()
        if disposition != "attachment" and (kind.startswith(("image/", *_OWN)) or part.get("Content-ID")):
            continue
        content = part.get_payload(decode=True)
        yield Path(name.replace("\\", "/")).name[-200:], content if isinstance(content, bytes) else b""


def _refusal(source: Source, mail: EmailMessage) -> Text | None:
    """Return why mail is not taken: it is of nobody who was named, or the mail server did not find that it is."""
    sender = parseaddr(str(mail.get("From", "")))[1].lower()
    allowed = [one.strip().lower() for one in source.access["senders"].split(",") if one.strip()]
    if not any(sender == one or (one.startswith("@") and sender.endswith(one)) for one in allowed):
        return Text(f"发件人 {sender[:100] or '不明'} 不在 senders 中。", f"The sender {sender[:100] or 'unknown'} is none of the senders named.")
    server = source.access.get("checked_by", "").lower()
    checked = str(mail.get("Authentication-Results", ""))  # the topmost, which the last server wrote
    if server and not (checked.partition(";")[0].split()[:1] == [server] and _is_found(checked, sender.rpartition("@")[2])):
        return Text(
            f"{server} 没有确认发件人 {sender[:100]}，可能是冒名邮件。", f"{server} did not find that the mail is from {sender[:100]}: it may be forged."
        )
    return None


def _is_found(checked: str, domain: str) -> bool:
    """Return whether a result of the server is a pass for the domain of the sender, or for one that it lies in."""
    while (plain := _ASIDE.sub(" ", checked)) != checked:
        checked = plain
    passed = [found[1].lower().strip(".") for one in checked.split(";")[1:] if (found := _PASSED.match(one))] if not set(checked) & set('()"') else []
    return bool(domain) and any(one and (domain == one or domain.endswith(f".{one}")) for one in passed)


def _uids(box: imaplib.IMAP4, last: int) -> list[int]:
    """Return the numbers of the mail to look at: after the last one that was seen, at the first look that of a month."""
    since = datetime.now(UTC) - timedelta(days=DAYS)
    asked = f"UID {last + 1}:*" if last else f"SINCE {since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"
    found = b" ".join(_bytes_of(box.uid("SEARCH", asked)[1])).split()
    return sorted(uid for uid in map(int, found) if uid > last)  # `n:*` names the last mail even where it is older


def _folder(box: imaplib.IMAP4, source: Source) -> str:
    """Open the folder for reading and return the number that says whether its mail was numbered anew. Raises BadInput."""
    folder = unquote(urlsplit(source.place).path.strip("/")) or "INBOX"
    quoted = _as_folders_are_written(folder).replace("\\", "\\\\").replace('"', '\\"')
    status, _ = box.select(f'"{quoted}"', readonly=True)
    if status != "OK":
        raise BadInput(f"邮箱中没有文件夹 {folder}。", f"The mailbox has no folder {folder}.")
    _, told = box.response("UIDVALIDITY")
    return b"".join(_bytes_of(told)).decode("ascii", "replace")


def _as_folders_are_written(name: str) -> str:
    """Return the name of a folder as IMAP writes it (RFC 3501, 5.1.3): what is not ASCII in a UTF-7 of its own."""
    signs = (match[0] for match in re.finditer(r"[\x20-\x7e]+|[^\x20-\x7e]+", name))
    return "".join(run.replace("&", "&-") if run.isascii() else f"&{_base64(run)}-" for run in signs)


def _base64(run: str) -> str:
    return b64encode(run.encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")


@contextmanager
def _opened(source: Source) -> Iterator[imaplib.IMAP4]:
    """Open a mailbox, over TLS unless it is on this machine. Raises BadInput in words for what the server or the line says."""
    address = urlsplit(source.place)
    host, secret = str(address.hostname), secret_of(source.access)
    try:
        if address.scheme == "imaps":
            held = ssl.create_default_context()  # without one, imaplib takes any certificate, and whoever stands between gets the password
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, address.port or TLS_PORT, ssl_context=held, timeout=SECONDS)
        else:
            box = imaplib.IMAP4(host, address.port or PLAIN_PORT, timeout=SECONDS)
        _bound(box)
        with box:
            box.login(source.access["user"], secret)
            if "ID" in box.capabilities:
                box.xatom("ID", '("name" "mingjian")')  # some servers open nothing to a program that does not say its name
            yield box
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        said = " ".join(str(error).replace(secret, "…").split())[:200]
        raise BadInput(f"邮箱 {host} 打不开：{said}。", f"The mailbox at {host} does not open: {said}.") from None


def _bound(box: imaplib.IMAP4) -> None:
    """Let a mailbox read no more at once than the largest mail has, whatever length the server tells."""
    read = box.read

    def bounded(size: int) -> bytes:
        if size > MOST_MAIL:
            box.state = "LOGOUT"  # what follows is no answer to anything
            box.shutdown()
            raise imaplib.IMAP4.abort(f"{size} bytes")
        return read(size)

    box.read = bounded  # type: ignore[method-assign]


def _bytes_of(told: object) -> list[bytes]:
    """Return the bytes of an answer, which holds pairs where it holds a mail."""
    found: list[bytes] = []
    for one in told if isinstance(told, list) else []:
        found += [part for part in (one if isinstance(one, tuple) else (one,)) if isinstance(part, bytes)]
    return found


def _is_mailbox(place: str) -> bool:
    address = urlsplit(place)
    return bool(address.hostname) and address.username is None and (address.scheme == "imaps" or (address.scheme == "imap" and address.hostname in _LOOPBACK))


WAY = Way(
    Text("邮箱", "mailbox"),
    came_of,
    Text(
        "imaps:// 开头的邮箱地址，如 imaps://mail.example.cn/INBOX（用户名写在 user）",
        "a mailbox, as imaps://mail.example.cn/INBOX (its user stands under user)",
    ),
    _is_mailbox,
    needs=("user", "secret_in", "senders"),
    takes=("checked_by",),
)
