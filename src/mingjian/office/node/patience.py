"""A worker that waits for nobody for ever: whoever sends head or body too slowly is hung up on, so that few callers cannot hold all threads."""

import errno
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

GRACE = 10.0  # seconds that a request may take to arrive, besides
RATE = 8 * 2**10  # bytes a second: what arrives at least so fast may take as long as it needs


class Patience:
    """A connection's socket, read under a clock that begins anew with each request; a reading that is too slow is one of a connection that was reset."""

    def __init__(self, inner: socket.socket) -> None:
        self.inner = inner
        self.begin()

    def begin(self) -> None:
        """Begin another request."""
        self.began, self.got = time.monotonic(), 0

    def recv(self, size: int) -> bytes:
        """Return the next bytes, at most `size`. Raises ConnectionResetError where they took too long."""
        left = self.began + GRACE + self.got / RATE - time.monotonic()
        before = self.inner.gettimeout()
        try:
            if left <= 0:
                raise TimeoutError
            self.inner.settimeout(left if before is None else min(left, before))
            data = self.inner.recv(size)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from None
        finally:
            self.inner.settimeout(before)
        self.got += len(data)
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn carries no types
    """gunicorn's threads, with patience."""

    def handle(self, conn: Any) -> Any:
        """Handle a request; the clock runs from its first byte, not while a kept connection rests."""
        if not conn.initialized:
            conn.init = _with_patience(conn, conn.init)
        elif isinstance(getattr(conn.parser.unreader, "sock", None), Patience):
            conn.parser.unreader.sock.begin()
        return super().handle(conn)


def _with_patience(conn: Any, init: Any) -> Any:
    def begun() -> None:
        if not conn.initialized:
            init()
            unreader = getattr(conn.parser, "unreader", None)
            if unreader is not None:
                unreader.sock = Patience(conn.sock)

    return begun
