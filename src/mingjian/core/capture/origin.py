"""Fetches from the hosts themselves: only from addresses that the guard permits, within limits of size and time."""

import http.client
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

from mingjian.core.capture.exchange import Chain, Request, Response
from mingjian.core.capture.guard import Guard
from mingjian.core.capture.wire import Wire, passed_on
from mingjian.core.errors import BadInput

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a capture may take: seconds in all, seconds of silence of one host, bytes of one body and of all."""

    seconds: float = 90
    silence: float = 15
    body_bytes: int = 32 << 20
    total_bytes: int = 256 << 20


class Origin:
    """Carries requests to their hosts and back. One connection each, so that each is checked."""

    def __init__(self, guard: Guard, limits: Limits) -> None:
        self._guard, self._limits = guard, limits
        self._ends_at = time.monotonic() + limits.seconds
        self._received = 0

    def fetch(self, request: Request) -> Response:
        """Fetch one answer. Raises NotPermitted for a closed address, BadInput where there is no whole answer, each in words."""
        parts = urlsplit(request.url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        addresses = self._guard.permitted(host, port)
        try:
            connected, chain = self._connect(addresses, host, port, is_secret=parts.scheme == "https")
            with closing(connected):
                return self._ask(Wire(connected, h11.CLIENT), request, chain)
        except TimeoutError as error:
            raise BadInput("对方久未应答。", "The host did not answer in time.") from error
        except (h11.ProtocolError, OSError, ValueError) as error:
            raise BadInput(f"连接或应答不完整（{error}）。", f"No whole answer came ({error}).") from error

    def _left(self) -> float:
        """Return the seconds that one wait may take. Raises BadInput when the capture's time is over."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise BadInput("取证时间已用完。", "The time of this capture is over.")
        return min(left, self._limits.silence)

    def _connect(self, addresses: list[str], host: str, port: int, *, is_secret: bool) -> tuple[socket.socket, Chain | None]:
        """Connect to an address that was checked; the name is used for the certificate only."""
        if not is_secret:
            return self._dial(addresses, port), None
        try:
            trusted = _tls(self._dial(addresses, port), host, ssl.create_default_context())
            return trusted, Chain(_shown(trusted), is_trusted=True)
        except ssl.SSLCertVerificationError as error:  # a bad certificate is evidence, too
            bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            bare.check_hostname, bare.verify_mode = False, ssl.CERT_NONE
            doubtful = _tls(self._dial(addresses, port), host, bare)
            return doubtful, Chain(_shown(doubtful), is_trusted=False, why=error.verify_message)

    def _dial(self, addresses: list[str], port: int) -> socket.socket:
        fault: OSError = OSError("no address")
        for address in addresses:
            try:
                return socket.create_connection((address, port), self._left())
            except OSError as error:
                fault = error
        raise fault

    def _ask(self, wire: Wire, request: Request, chain: Chain | None) -> Response:
        wire.send(h11.Request(method=request.method, target=request.target, headers=list(request.headers)))
        if request.body:
            wire.send(h11.Data(data=request.body))
        wire.send(h11.EndOfMessage())
        head = _head(wire)
        body = self._body(wire)
        fields = tuple((bytes(name), bytes(value)) for name, value in head.headers.raw_items())
        reason = head.reason.decode("latin-1") or http.client.responses.get(head.status_code, "")
        return Response(head.status_code, reason, fields, body, wire.socket.getpeername()[0], chain)

    def _body(self, wire: Wire) -> bytes:
        parts, size = [], 0
        while not isinstance(event := wire.event(), h11.EndOfMessage | h11.ConnectionClosed):
            if isinstance(event, h11.Data):
                parts.append(bytes(event.data))
                size += len(event.data)
                self._received += len(event.data)
                self._check_size(size)
            wire.socket.settimeout(self._left())
        return b"".join(parts)

    def _check_size(self, size: int) -> None:
        if size > self._limits.body_bytes:
            most = self._limits.body_bytes >> 20
            raise BadInput(f"单个文件超过 {most} MiB，未收录。", f"One body is over {most} MiB; it was left out.")
        if self._received > self._limits.total_bytes:
            most = self._limits.total_bytes >> 20
            raise BadInput(f"全部内容超过 {most} MiB，其余未收录。", f"All bodies together are over {most} MiB; the rest was left out.")


def sent_on(headers: list[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
    """Return the header fields of a browser's request as they go to the host."""
    return (*passed_on(headers), (b"Connection", b"close"))


def _tls(connected: socket.socket, host: str, context: ssl.SSLContext) -> ssl.SSLSocket:
    context.set_alpn_protocols(["http/1.1"])
    try:
        return context.wrap_socket(connected, server_hostname=host)
    except BaseException:
        connected.close()
        raise


def _shown(connected: ssl.SSLSocket) -> tuple[str, ...]:
    """Return the certificates that the host showed: all from Python 3.13 on, its own before."""
    whole = getattr(connected, "get_unverified_chain", None)
    own = connected.getpeercert(binary_form=True)
    shown = whole() if whole else [own] if own else []
    return tuple(ssl.DER_cert_to_PEM_cert(one) for one in shown)


def _head(wire: Wire) -> h11.Response:
    """Return the head of the answer, passing over those that only announce it. Raises BadInput where the host closes and says nothing."""
    try:
        while isinstance(head := wire.event(), h11.InformationalResponse):
            pass
    except h11.RemoteProtocolError:
        if wire.state.trailing_data != (b"", True):  # it said something, which was no head
            raise
        head = h11.ConnectionClosed()
    if not isinstance(head, h11.Response):
        raise BadInput("对方未作应答就断开了连接。", "The host closed without an answer.")
    return head
