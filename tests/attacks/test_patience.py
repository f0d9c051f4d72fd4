"""D8 and D13: slow callers hold no thread for long, and kept connections are not reset; on a worker of the same kind that serves the console."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from make import free_port

from mingjian.cli.serve import CONNECTIONS

LONG = 30_000_000
APP = """
from mingjian.office.node import patience
patience.GRACE = 1.0
LONG = 30_000_000

def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] != "/":
        start_response("200 OK", [("Content-Length", str(LONG))])
        return environ["wsgi.file_wrapper"](open(__file__ + ".long", "rb")) if environ["PATH_INFO"] == "/file" else [b"x" * LONG]
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve a small application with one worker of two threads, as `mingjian serve` asks for."""
    folder = tmp_path_factory.mktemp("patience")
    (folder / "small_app.py").write_text(APP)
    (folder / "small_app.py.long").write_bytes(b"x" * LONG)
    number = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "small_app:application", "--bind", f"127.0.0.1:{number}", "--threads", "2", *CONNECTIONS]
    found_in = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": found_in}, stderr=subprocess.DEVNULL) as served:
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                try:
                    socket.create_connection(("127.0.0.1", number), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield number
        finally:
            served.terminate()


def get(connection: socket.socket) -> bytes:
    """Ask, and give the whole answer, which may come in two pieces."""
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = b""
    while not answer.endswith(b"\r\n\r\nok") and (piece := connection.recv(1000)):
        answer += piece
    return answer


def test_slow_bodies_and_slow_heads_are_hung_up_on_and_others_are_answered(port: int) -> None:
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
    for number, one in enumerate(slow):
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
        one.sendall(head + b"\r\nx" if number % 2 else head)
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as other:
        assert b"200 OK" in get(other)
    assert time.monotonic() - began < 30  # six slow ones by two threads; without patience it never comes
    for one in slow:
        one.close()


def asking_and_not_reading(port: int, path: str) -> socket.socket:
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.connect(("127.0.0.1", port))
    one.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return one


@pytest.mark.parametrize("path", ["/file", "/page"])
def test_whoever_asks_and_takes_no_answer_is_hung_up_on(port: int, path: str) -> None:
    """Two such callers held two threads for as long as they liked."""
    with contextlib.ExitStack() as slow:
        for _ in range(4):
            slow.enter_context(asking_and_not_reading(port, path))
        time.sleep(0.5)
        with slow.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)) as other:
            assert b"200 OK" in get(other)


@pytest.mark.parametrize("path", ["/file", "/page"])
def test_an_answer_that_is_taken_steadily_comes_whole(port: int, path: str) -> None:
    with asking_and_not_reading(port, path) as one:
        got = 0
        while got < LONG and (piece := one.recv(2**20)):
            got += len(piece)
    assert got > LONG


def test_a_body_that_keeps_coming_is_read_whole(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
        for _ in range(5):
            one.sendall(b"x" * 10000)
            time.sleep(0.5)
        assert b"200 OK" in one.recv(1000)


def test_a_kept_connection_is_not_reset_while_it_rests(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as one:
        for _ in range(2):
            assert b"200 OK" in get(one)
            time.sleep(4)  # gunicorn's own default closes it after two seconds
        assert b"200 OK" in get(one)
