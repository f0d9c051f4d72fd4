"""What the recording proxy passes, writes down and refuses."""

import datetime as days
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from local_shop import PAGE, STOCK, Shop, open_shop

from mingjian.core.capture.browser_capture import local_clock
from mingjian.core.capture.disguise import Disguise
from mingjian.core.capture.guard import Guard
from mingjian.core.capture.origin import Limits, Origin
from mingjian.core.capture.proxy import Proxy


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with open_shop() as opened:
        yield opened


@contextmanager
def proxy(folder: Path, guard: Guard | None = None, limits: Limits | None = None) -> Iterator[Proxy]:
    with Proxy(Origin(guard or Guard(is_local_allowed=True), limits or Limits()).fetch, Disguise(folder, local_clock()), local_clock) as opened:
        yield opened


def ask(through: Proxy, url: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(through.address.removeprefix("http://"), timeout=20)
    connection.request("GET", url, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


@pytest.mark.slow
def test_bytes_are_kept_as_they_were_on_the_wire(tmp_path: Path, shop: Shop) -> None:
    with proxy(tmp_path) as through:
        assert ask(through, f"{shop.url}/shop") == (200, PAGE)
        assert ask(through, f"{shop.url}/stock.json") == (200, STOCK)
        assert ask(through, f"{shop.url}/watch.png")[0] == 200
    bodies = {one.request.target: one.response for one in through.recording.exchanges}
    assert bodies["/shop"].body == PAGE  # GBK, not turned into UTF-8
    assert bodies["/stock.json"].body == STOCK  # still compressed
    assert [field for field in bodies["/watch.png"].headers if field[0].lower() == b"x-twice"] == [(b"X-Twice", b"1"), (b"x-twice", b"2")]
    assert bodies["/shop"].address == "127.0.0.1"


@pytest.mark.slow
def test_the_frames_of_chunks_are_taken_off(tmp_path: Path, shop: Shop) -> None:
    with proxy(tmp_path) as through:
        assert ask(through, f"{shop.url}/chunks") == (200, b"abcdefg")
    assert through.recording.exchanges[0].response.body == b"abcdefg"


def test_a_closed_address_is_a_gap_and_is_never_reached(tmp_path: Path, shop: Shop) -> None:
    before = len(shop.seen)
    with proxy(tmp_path, Guard()) as through:
        assert ask(through, f"{shop.url}/shop")[0] == 502
    assert len(shop.seen) == before
    assert through.recording.exchanges == []
    assert "已拒绝" in through.recording.gaps[0].why.zh


@pytest.mark.slow
def test_a_name_that_changes_its_mind_after_the_check_is_not_asked_again(tmp_path: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer is open, all later ones lead to the shop on loopback: what is dialled is the first."""
    dialled: list[str] = []
    answers = iter([["8.8.8.8"]])

    def dial(address: tuple[str, int], *_: object) -> socket.socket:
        dialled.append(address[0])
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("mingjian.core.capture.origin.socket.create_connection", dial)
    origin = Origin(Guard(resolver=lambda host, port: next(answers, ["127.0.0.1"])), Limits())
    with Proxy(origin.fetch, Disguise(tmp_path, local_clock()), local_clock) as through:
        connection = socket.socket()
        connection.connect(("127.0.0.1", int(through.address.rpartition(":")[2])))
        connection.sendall(f"GET http://turning.example:{shop.server_port}/shop HTTP/1.1\r\nHost: turning.example\r\n\r\n".encode())
        assert b" 502 " in connection.recv(1000)
        connection.sendall(f"GET http://turning.example:{shop.server_port}/shop HTTP/1.1\r\nHost: turning.example\r\n\r\n".encode())
        assert b" 502 " in connection.recv(1000)
        connection.close()
    assert dialled == ["8.8.8.8"]  # the second time the name was refused before anybody was dialled


@pytest.mark.slow
def test_a_body_over_the_limit_is_a_gap(tmp_path: Path, shop: Shop) -> None:
    with proxy(tmp_path, limits=Limits(body_bytes=1 << 20)) as through:
        assert ask(through, f"{shop.url}/large")[0] == 502
    assert "over 1 MiB" in through.recording.gaps[0].why.en


@pytest.mark.slow
def test_a_certificate_that_nobody_vouches_for_is_kept_and_told(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    (tmp_path / "proxy").mkdir()
    with open_shop() as secret:
        secret.socket = Disguise(tmp_path / "host", days.datetime.now(days.UTC)).context("127.0.0.1").wrap_socket(secret.socket, server_side=True)
        with proxy(tmp_path / "proxy") as through:
            connection = http.client.HTTPSConnection(through.address.removeprefix("http://"), timeout=20, context=unchecked())
            connection.set_tunnel("127.0.0.1", secret.server_port)
            connection.request("GET", "/shop")
            assert connection.getresponse().read() == PAGE
            connection.close()
    found = through.recording.exchanges[0]
    assert found.request.url == f"https://127.0.0.1:{secret.server_port}/shop"
    assert found.response.chain is not None
    assert not found.response.chain.is_trusted
    assert found.response.chain.certificates[0].startswith("-----BEGIN CERTIFICATE-----")


def unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.slow
def test_what_is_no_http_ends_the_connection_and_nothing_else(tmp_path: Path, shop: Shop) -> None:
    with proxy(tmp_path) as through:
        for said in (b"\0\1\2\r\n\r\n", b"GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", int(through.address.rpartition(":")[2])), 10) as connection:
                connection.sendall(said)
                assert connection.recv(100) == b""
        assert ask(through, f"{shop.url}/shop")[0] == 200


def test_a_web_socket_without_cipher_is_a_gap_too(tmp_path: Path, shop: Shop) -> None:
    """Browsers ask for a tunnel to the host of `ws:` and speak plainly in it."""
    host = shop.url.removeprefix("http://")
    with proxy(tmp_path) as through, socket.create_connection(("127.0.0.1", int(through.address.rpartition(":")[2])), 10) as connection:
        connection.sendall(f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert b" 200 " in connection.recv(1000)
        connection.sendall(f"GET /live HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n".encode())
        assert b" 502 " in connection.recv(1000)
    assert [gap.url for gap in through.recording.gaps] == [f"{shop.url}/live"]
    assert "WebSocket" in through.recording.gaps[0].why.zh


def test_a_host_that_closes_without_a_word_is_told_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as host, proxy(tmp_path) as through:
        Thread(target=lambda: shut(host.accept()[0]), daemon=True).start()
        assert ask(through, f"http://127.0.0.1:{host.getsockname()[1]}/")[0] == 502
    assert through.recording.gaps[0].why.zh == "对方未作应答就断开了连接。"


def shut(connected: socket.socket) -> None:
    """Hear a request and hang up."""
    connected.recv(1000)
    connected.close()
