"""A mail server and receivers of webhooks on this machine, which can be stopped, told to fail, and asked what they have."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Post:
    """One request as it came."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Hook:
    """A receiver: what it took, and what it answers. `judge` sees each request and gives status and body."""

    judge: Callable[[Post], tuple[int, dict[str, Any]]]
    port: int = 0
    got: list[Post] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


def takes(post: Post) -> tuple[int, dict[str, Any]]:
    """Answer as bots do that took a message."""
    return 200, {"errcode": 0, "code": 0}


@contextmanager
def listening(hook: Hook) -> Iterator[Hook]:
    """Let a receiver listen, on the port that it had before if it had one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers["content-length"]))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            post = Post(parts.path, query, {name.lower(): value for name, value in self.headers.items()}, body)
            status, told = hook.judge(post)
            hook.got.append(post)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *told: object) -> None:
            """Do nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", hook.port), Handler)
    hook.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Postbox:
    """A mail server: what it took, and what it answers to each mail."""

    port: int
    answer: str = "250 OK"
    got: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.got.append(envelope.original_content or b"")
        return self.answer

    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for one in self.got]


@contextmanager
def delivering(box: Postbox) -> Iterator[Postbox]:
    """Let a mail server listen."""
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def bytes_that_left(hooks: list[Hook], box: Postbox) -> str:
    """Return whatever left, as text, with mails decoded: their bodies are in base64."""
    posts = [f"{one.path} {one.query} {one.headers} {one.body.decode()}" for hook in hooks for one in hook.got]
    mails = [f"{one.as_bytes()!r} {one['subject']} {one.get_content()}" for one in box.mails()]
    escaped = re.compile(r"\\u[0-9a-f]{4}")
    return "\n".join(escaped.sub(lambda sign: json.loads(f'"{sign[0]}"'), text) for text in posts + mails)
