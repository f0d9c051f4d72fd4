"""The examples of deploy/ before a real node: real nginx and real Caddy, asked for headers, who asks, how much may come in, and slow bodies."""

import importlib.util
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from types import ModuleType

import pytest
from make import free_port

COMMAND = Path(sys.executable).parent / "mingjian"
LEFT_OUT = {"PYTEST_VERSION", "DATABASE_URL", "MINGJIAN_LAKE", "DJANGO_SETTINGS_MODULE"}
PATIENCE = 300.0  # seconds, on a machine that has much to do
pytestmark = pytest.mark.slow


def proxied() -> ModuleType:
    spec = importlib.util.spec_from_file_location("proxied", Path(__file__).parents[2] / "benchmarks/proxied.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Proxy:
    """A proxy of this machine: its name, its port, and that of nginx without TLS."""

    name: str
    port: int
    plain: int = 0

    def connect(self, caller: str) -> HTTPConnection:
        """Connect from an address of this machine; all of 127/8 are its own."""
        if self.name == "caddy":
            return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(caller, 0))
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # of a certificate made for the trial
        return HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, source_address=(caller, 0), context=context)

    def ask(self, path: str, caller: str = "127.0.0.5", method: str = "GET", body: str = "", **headers: str) -> HTTPResponse:
        """Ask, and give the answer with its body read."""
        connection = self.connect(caller)
        connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        reply.told = reply.read().decode("utf-8", "replace")  # type: ignore[attr-defined]
        connection.close()
        return reply


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ModuleType, int]]:
    """A node as behind a proxy with TLS: second factor, secure cookies, one proxy believed."""
    tools, home = proxied(), tmp_path_factory.mktemp("node")
    port = free_port()
    told = {"MINGJIAN_HOME": str(home), "MINGJIAN_HTTPS": "1", "MINGJIAN_PROXIES": "127.0.0.1", "MINGJIAN_HOSTS": "127.0.0.1", "MINGJIAN_PUBLIC_DOOR": "1"}
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT} | told
    words = [COMMAND, "serve", "--port", str(port), "--workers", "1", "--jobs", "0"]
    with subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as served:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=10)) as asked:
                asked.request("GET", "/healthy")
                with asked.getresponse() as reply:
                    if reply.headers.get("X-Mingjian-Waits") is None:  # the console, and not the page that it is got ready
                        break
            time.sleep(0.3)
        try:
            yield tools, port
        finally:
            served.terminate()


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest, node: tuple[ModuleType, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    tools, behind = node
    folder, port, plain = tmp_path_factory.mktemp(request.param), free_port(), free_port()
    served = tools.serve_nginx(folder, port, behind, plain) if request.param == "nginx" else tools.serve_caddy(folder, port, behind)
    if served is None:
        pytest.skip(f"{request.param} is absent, so the example for it was not tried: make system, or apt-get install nginx-light caddy.")
    try:
        yield Proxy(request.param, port, plain if request.param == "nginx" else 0)
    finally:
        served.terminate()
        served.wait()


def test_the_door_is_shown_with_the_headers_of_a_node_under_tls(proxy: Proxy) -> None:
    reply = proxy.ask("/accounts/login/")
    assert reply.status == 200
    assert "明鉴" in reply.told  # type: ignore[attr-defined]
    assert "max-age=31536000" in reply.headers["Strict-Transport-Security"]
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["X-Frame-Options"] == "DENY"
    assert reply.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in reply.headers["Cache-Control"]
    cookies = reply.headers.get_all("Set-Cookie") or []
    assert cookies
    assert all("Secure" in one and "SameSite" in one and "HttpOnly" in one for one in cookies)
    static = re.search(r'href="(/static/[^"]+\.css)"', reply.told)  # type: ignore[attr-defined]
    assert static
    assert proxy.ask(static[1]).headers["X-Content-Type-Options"] == "nosniff"


def test_metrics_are_not_shown_and_other_hosts_not_answered(proxy: Proxy) -> None:
    assert proxy.ask("/metrics").status == 403
    other = proxy.ask("/accounts/login/", Host="elsewhere.example")
    assert other.status == 400 or other.told == ""  # type: ignore[attr-defined]  # Caddy says nothing for names that are not its own


def sign_in(proxy: Proxy, caller: str, said: str) -> int:
    """Send the form of the door, without a password, which is counted and costs nothing; give the status."""
    page = proxy.ask("/accounts/login/", caller)
    cookie = (page.headers["Set-Cookie"] or "").partition(";")[0]
    found = re.search(r'csrfmiddlewaretoken"? value="([^"]+)"', page.told)  # type: ignore[attr-defined]
    assert found
    body = f"csrfmiddlewaretoken={found[1]}&login=nobody&password="
    head = {"Cookie": cookie, "Content_Type": "application/x-www-form-urlencoded", "Referer": "https://127.0.0.1/", "X_Forwarded_For": said}
    return proxy.ask("/accounts/login/", caller, "POST", body, Host="127.0.0.1", **head).status


def test_callers_are_told_apart_and_nobody_names_himself(proxy: Proxy) -> None:
    caller, other = ("127.0.0.6", "127.0.0.7") if proxy.name == "nginx" else ("127.0.0.8", "127.0.0.9")
    told = [sign_in(proxy, caller, f"198.51.100.{number}") for number in range(45)]
    assert told[0] == 200
    assert told[-1] == 429
    assert sign_in(proxy, other, "198.51.100.1") == 200


def test_too_much_is_refused(proxy: Proxy) -> None:
    # Caddy says 502 where the node refuses before it has read: nothing gets in, and docs/reference/safety.md says so.
    form = "application/x-www-form-urlencoded"
    assert proxy.ask("/buyer/nosuchcode", method="POST", body="x" * 200_000, Content_Type=form).status in {413, 404}
    assert proxy.ask("/accounts/login/", method="POST", body="x" * 200_000, Content_Type=form).status in ({413} if proxy.name == "nginx" else {413, 502})
    if proxy.name == "caddy":
        return  # it counts what comes, and refuses nothing by what a head says
    with socket.create_connection(("127.0.0.1", proxy.plain or proxy.port), timeout=PATIENCE) as one:
        one.sendall(b"POST /dossiers/new HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3500000000\r\nContent-Type: text/plain\r\n\r\n")
        assert one.recv(100).split()[1] in {b"413", b"301"}


def test_forty_slow_bodies_keep_nobody_waiting(proxy: Proxy) -> None:
    if proxy.name == "caddy":
        return  # it passes bodies on as they come: the node's own patience hangs up on them (test_patience.py)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    slow = [context.wrap_socket(socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE)) for _ in range(40)]
    for one in slow:
        one.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx")
    began = time.monotonic()
    assert proxy.ask("/accounts/login/").status == 200
    assert time.monotonic() - began < 10  # the node's own patience is ten seconds: it never saw one of them
    for one in slow:
        one.close()


def test_without_tls_one_is_led_to_it(proxy: Proxy) -> None:
    if not proxy.plain:
        return  # Caddy leads by itself where it serves TLS, which the trial leaves out
    connection = HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE)
    connection.request("GET", "/dossiers?q=x")
    reply = connection.getresponse()
    reply.read()
    connection.close()
    assert (reply.status, reply.headers["Location"]) == (301, "https://127.0.0.1/dossiers?q=x")
