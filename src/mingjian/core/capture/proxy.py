"""The proxy on loopback through which a capture's browser speaks with the world, and which writes down what was said."""

import socket
import socketserver
from collections.abc import Callable
from datetime import datetime
from threading import Lock, Thread
from types import TracebackType
from urllib.parse import urlsplit

import h11

from mingjian.core.capture.disguise import Disguise
from mingjian.core.capture.exchange import Exchange, Gap, Recording, Request, Response
from mingjian.core.capture.guard import OWN_CALLS
from mingjian.core.capture.origin import sent_on
from mingjian.core.capture.wire import Wire, passed_on
from mingjian.core.errors import BadInput, MingjianError

#: Fetches an answer; raises MingjianError in words where there is none.
Fetch = Callable[[Request], Response]
#: Gives this instant, aware.
Clock = Callable[[], datetime]

_IDLE = 60  # seconds that the browser may keep a connection without a word
_MOST_SENT = 32 << 20  # bytes of a request's body
_NO_BODY = {204, 304}
_TLS = b"\x16"  # with which every handshake begins


class Proxy:
    """Serves one browser while it is entered; what passes is kept in `recording`."""

    def __init__(self, fetch: Fetch, disguise: Disguise, clock: Clock) -> None:
        self.recording = Recording()
        self._fetch, self._disguise, self._clock = fetch, disguise, clock
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), self._serve)

    @property
    def address(self) -> str:
        """Return where a browser finds it: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Proxy":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, connected: socket.socket) -> None:
        """Answer one connection of the browser until it ends. Nothing that a browser or a page does may raise out of here."""
        connected.settimeout(_IDLE)
        try:
            self._talk(Wire(connected, h11.SERVER), "")
        except (h11.ProtocolError, OSError, ValueError):
            return

    def _talk(self, wire: Wire, tunnel: str) -> None:
        while isinstance(event := wire.event(), h11.Request):
            if event.method == b"CONNECT":
                self._open_tunnel(wire, event)
                return
            body = _body(wire)
            request = _request(event, body, tunnel)
            _answer(wire, request, self._exchanged(request))
            if wire.state.our_state is not h11.DONE or wire.state.their_state is not h11.DONE:
                return
            wire.state.start_next_cycle()

    def _open_tunnel(self, wire: Wire, event: h11.Request) -> None:
        """Stand in for the host of a CONNECT, so that what goes through is seen. Browsers ask for one for `ws:` too, which is not enciphered."""
        authority = event.target.decode("ascii")
        host = urlsplit(f"//{authority}").hostname or ""
        wire.event()  # the end of the request
        wire.send(h11.Response(status_code=200, headers=[]))
        if wire.socket.recv(1, socket.MSG_PEEK) != _TLS:
            self._talk(Wire(wire.socket, h11.SERVER), f"http://{authority.removesuffix(':80')}")
            return
        with self._disguise.context(host).wrap_socket(wire.socket, server_side=True) as secret:
            self._talk(Wire(secret, h11.SERVER), f"https://{authority.removesuffix(':443')}")

    def _exchanged(self, request: Request) -> Response:
        """Fetch and write down; what fails is a gap, and the browser is told 502."""
        started = self._clock()
        host = urlsplit(request.url).hostname or ""
        try:
            if host in OWN_CALLS:
                return _refusal()
            if any(name.lower() == b"upgrade" for name, _ in request.headers):
                raise BadInput("WebSocket 等长连接不予收录。", "Connections that stay open (WebSocket) are not recorded.")
            response = self._fetch(_as_sent(request))
        except MingjianError as error:
            self._note(Gap(request.url, error.text))
            return _refusal()
        with self._lock:
            self.recording.exchanges.append(Exchange(_as_sent(request), response, started))
        return response

    def _note(self, gap: Gap) -> None:
        with self._lock:
            if gap not in self.recording.gaps:
                self.recording.gaps.append(gap)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        super().__init__(address, socketserver.BaseRequestHandler)

    def finish_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        if isinstance(request, socket.socket):
            self._serve(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """State nothing: the gap says it."""


def _request(event: h11.Request, body: bytes, tunnel: str) -> Request:
    """Return a request with its full URL: in a tunnel the path alone was sent, else the whole. Raises h11.RemoteProtocolError for another scheme."""
    target = event.target.decode("latin-1")
    headers = tuple((bytes(name), bytes(value)) for name, value in event.headers.raw_items())
    method = event.method.decode("ascii")
    if tunnel:
        return Request(method, tunnel + target, target, headers, body)
    parts = urlsplit(target)
    if parts.scheme != "http":
        raise h11.RemoteProtocolError("neither a tunnel nor http")
    path = target.partition("//")[2].partition("/")
    return Request(method, target, f"/{path[2]}" if path[1] else "/" + (f"?{parts.query}" if parts.query else ""), headers, body)


def _as_sent(request: Request) -> Request:
    return Request(request.method, request.url, request.target, sent_on(list(request.headers)), request.body)


def _body(wire: Wire) -> bytes:
    parts: list[bytes] = []
    while isinstance(event := wire.event(), h11.Data):
        parts.append(bytes(event.data))
        if sum(map(len, parts)) > _MOST_SENT:
            raise h11.RemoteProtocolError("the request is too large")
    return b"".join(parts)


def _answer(wire: Wire, request: Request, response: Response) -> None:
    """Hand an answer to the browser whole, with its length in place of chunks."""
    fields = [field for field in passed_on(response.headers) if field[0].lower() != b"content-length"]
    has_body = request.method != "HEAD" and response.status not in _NO_BODY
    if has_body:
        fields.append((b"Content-Length", str(len(response.body)).encode()))
    wire.send(h11.Response(status_code=response.status, reason=response.reason.encode("latin-1"), headers=fields))
    if has_body and response.body:
        wire.send(h11.Data(data=response.body))
    wire.send(h11.EndOfMessage())


def _refusal() -> Response:
    return Response(502, "Not captured", ((b"Content-Type", b"text/plain"),))
