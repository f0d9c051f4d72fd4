"""
A worker that waits for nobody for ever: whoever sends head or body too slowly, or takes the answer too slowly, is hung up on, so that few callers cannot hold
all threads.
"""

import errno
import socket
import time
from collections.abc import Callable
from typing import IO, Any

from gunicorn.workers.gthread import ThreadWorker

GRACE = 10.0  # seconds that a request may take to arrive, besides
RATE = 8 * 2**10  # bytes a second: what arrives, or is taken, at least so fast may take as long as it needs
PIECE = 2**16  # bytes of an answer that are sent at a time


class Patience:
    """
    A connection's socket, read and written under clocks that begin anew with each request; what is too slow counts as a connection that was reset.

    An answer is sent piece by piece, each under a clock of its own: what lies in the buffers of the system was not taken yet and earns no patience.
    """

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

    def sendall(self, data: Any) -> None:
        """Send it. Raises ConnectionResetError where the other side takes it too slowly."""
        view = memoryview(data).cast("B")
        for begin in range(0, len(view), PIECE):
            self._send(self.inner.sendall, view[begin : begin + PIECE])

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:
        """Send bytes of a file; give how many. Raises as `sendall`."""
        done = 0
        while count is None or done < count:
            most = PIECE if count is None else min(PIECE, count - done)
            sent = self._send(self.inner.sendfile, file, offset + done, most)
            if not sent:
                break
            done += sent
        return done

    def _send(self, how: Callable[..., Any], *what: Any) -> Any:
        before = self.inner.gettimeout()
        try:
            self.inner.settimeout(GRACE + PIECE / RATE)
            return how(*what)
        except TimeoutError:
            raise ConnectionResetError(errno.ECONNRESET, "too slow") from None
        finally:
            self.inner.settimeout(before)

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
                conn.sock = unreader.sock = Patience(conn.sock)  # what is answered goes by it, too

    return begun
