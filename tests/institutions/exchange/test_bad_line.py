"""Two real nodes with a bad line between them: cut short, slow, closed on one side, every request twice, answers lost. All comes once, and proven."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.utils.timezone import now
from institutions.exchange.matters import officer
from institutions.exchange.sites import Site
from make import free_port

from mingjian.institutions.exchange.letters.acts import ask_for_assistance
from mingjian.institutions.exchange.models import Arrival, Envelope, HeldRecord, Outgoing
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.models import Entry
from mingjian.office.record import ledger

pytestmark = pytest.mark.slow
#: What becomes of one connection after another: how it is treated, and after how many bytes.
LINE = (
    ("cut", 0), ("cut", 1), ("cut", 400), ("cut", 1500), ("answer_cut", 0), ("answer_cut", 60), ("answer_cut", 500), ("twice", 0), ("slow", 0),
    ("half_closed", 0), ("whole", 0), ("twice", 0), ("answer_cut", 900), ("slow", 0),
)  # fmt: skip


def _read_request(client: socket.socket) -> bytes:
    """Read one request of HTTP whole."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := client.recv(65536)):
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    while len(body) < length:
        if not (more := client.recv(65536)):
            break
        body += more
    return head + b"\r\n\r\n" + body


def _asked(port: int, data: bytes, pieces: int = 1, *, closes: bool = False) -> bytes:
    """Pass bytes on and read the answer until the other side ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as door:
        size = max(1, -(-len(data) // pieces))
        for start in range(0, len(data), size):
            door.sendall(data[start : start + size])
            time.sleep(0.02 if pieces > 1 else 0)
        if closes:
            door.shutdown(socket.SHUT_WR)
        answer = b""
        while more := door.recv(65536):
            answer += more
        return answer


def _treat(client: socket.socket, port: int, how: str, count: int) -> None:
    with client, suppress(OSError):
        data = _read_request(client).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
        if how == "cut":
            with socket.create_connection(("127.0.0.1", port), timeout=5) as door:
                door.sendall(data[:count])
            return
        if how == "twice":
            _asked(port, data)
        answer = _asked(port, data, 40 if how == "slow" else 1, closes=how == "half_closed")
        client.sendall(answer[:count] if how == "answer_cut" else answer)


@contextmanager
def bad_line(port: int, to: int) -> Iterator[None]:
    """Listen at a port, and pass on to another what comes there, badly, in a process of its own."""
    listening = socket.create_server(("127.0.0.1", port))
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for how, count in [*LINE, *([("whole", 0)] * 1000)]:
            client, _ = listening.accept()
            threading.Thread(target=_treat, args=(client, to, how, count)).start()
        os._exit(0)
    listening.close()
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_over_a_bad_line_everything_comes_once_and_in_order(sites: dict[str, Site]) -> None:
    sh, hz = sites["sh"], sites["hz"]
    behind = free_port()
    hz.serve(port=behind)
    with bad_line(hz.port, behind):
        for number in range(1, 6):
            sh.run(
                lambda number=number: (
                    ask_for_assistance(to_node=hz.node, letter_number=f"沪协{number}号", letter_questions="请核实", by=officer(), at=now()).name
                )
            )
            sh.run(lambda number=number: str(exchange(now() + timedelta(hours=3 * number))))
        for number in range(6, 20):
            sh.run(lambda number=number: str(exchange(now() + timedelta(hours=3 * number))))
    # A third node, which is away here, waits for what was seen of the second one's ledger.
    assert sh.run(lambda: list(Envelope.objects.filter(peer__node=hz.node).values_list("sequence", "state"))) == [[number, "arrived"] for number in range(1, 6)]
    assert sh.run(lambda: set(Outgoing.objects.filter(peer__node=hz.node).values_list("state", flat=True)) == {"arrived"})
    assert sh.run(lambda: max(Envelope.objects.filter(peer__node=hz.node).values_list("attempts", flat=True))) > 5
    assert hz.run(lambda: [one.values["letter"] for one in HeldRecord.objects.order_by("pk")]) == [f"沪协{number}号" for number in range(1, 6)]
    assert hz.run(lambda: [Arrival.objects.count(), Entry.objects.filter(kind="envelope_arrived").count()]) == [5, 5]
    assert hz.run(lambda: [str(ledger.checkpoint(now()).size), all(ledger.verify_entry(one).is_proven for one in Entry.objects.all())][1])
