"""An address of the settings that sends on to another is not followed: what we send goes to whom it was meant for, and to nobody else."""

import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError

import pytest

from mingjian.core.outbound import asked


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server that sends `/on` elsewhere, and notes what it is asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            paths.append(self.path)
            self.send_response(302 if self.path == "/on" else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *told: object) -> None:
            """Do nothing."""

    one = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=one.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{one.server_address[1]}", paths
    one.shutdown()
    one.server_close()
    thread.join()


def test_a_redirect_is_not_followed(server: tuple[str, list[str]]) -> None:
    address, paths = server
    there, on = (urllib.request.Request(f"{address}/{name}", b"x") for name in ("there", "on"))  # noqa: S310 - our own server
    with asked(there, 5) as reply:
        assert reply.status == 200
    with pytest.raises(HTTPError) as refused:
        asked(on, 5)
    refused.value.close()
    assert refused.value.code == 302
    assert paths == ["/there", "/on"]
