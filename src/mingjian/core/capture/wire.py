"""HTTP/1.1 on one socket, read event by event."""

import socket

import h11

from mingjian.core.capture.exchange import Headers

_CHUNK = 1 << 16
_MOST_HEAD = 1 << 17  # of a hostile server's header fields
#: What is between two neighbours only, and not passed on.
_BETWEEN = {b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"te", b"trailer", b"transfer-encoding", b"upgrade"}


class Wire:
    """One end of a connection. Raises h11.RemoteProtocolError where the other end speaks no HTTP, OSError where it is gone."""

    def __init__(self, connected: socket.socket, role: type[h11.CLIENT] | type[h11.SERVER]) -> None:
        self.socket = connected
        self.state = h11.Connection(role, max_incomplete_event_size=_MOST_HEAD)

    def event(self) -> h11.Event | type[h11.PAUSED]:
        """Wait for the next event."""
        while (event := self.state.next_event()) is h11.NEED_DATA:
            self.state.receive_data(self.socket.recv(_CHUNK))
        return event  # type: ignore[return-value]  # NEED_DATA is dealt with

    def send(self, *events: h11.Event) -> None:
        for event in events:
            if data := self.state.send(event):
                self.socket.sendall(data)


def passed_on(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return the header fields that are meant for the far end."""
    return [(name, value) for name, value in headers if name.lower() not in _BETWEEN]
