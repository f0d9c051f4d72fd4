"""While a node is got ready its port answers: a page that says how far it is and opens the console by itself; a taken port is said before the work."""

import base64
import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from make import free_port

from mingjian.cli._waiting import waiting_page
from mingjian.cli.demo import command
from mingjian.core.errors import BadInput


def ask(port: int, path: str = "/", method: str = "GET") -> Any:
    asked = HTTPConnection("127.0.0.1", port, timeout=10)
    asked.request(method, path)
    reply = asked.getresponse()
    reply.text = reply.read().decode()  # type: ignore[attr-defined]
    asked.close()
    return reply


def test_the_page_says_how_far_it_is_in_both_languages_and_is_gone_with_the_block() -> None:
    port, stage = free_port(), ["读入数据 · records"]
    with waiting_page("127.0.0.1", port, lambda: stage[0]):
        reply = ask(port, "/dossiers?q=<script>")
        assert (reply.status, reply.headers["Retry-After"], reply.headers["Cache-Control"]) == (503, "3", "no-store")
        assert "明鉴正在准备" in reply.text
        assert "getting ready" in reply.text
        assert "读入数据 · records" in reply.text
        stage[0] = "<b>立卷"
        assert "&lt;b&gt;立卷" in ask(port).text
        for path in ("/healthy", "/api/changes", "/metrics"):
            assert ask(port, path).text == "503 getting ready\n"
        assert ask(port, "/", "HEAD").text == ""
        assert ask(port, "/accounts/login/", "POST").status == 503
    with pytest.raises(ConnectionRefusedError):
        ask(port)
    with socket.socket() as next_one:  # as gunicorn binds
        next_one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        next_one.bind(("127.0.0.1", port))


def test_nothing_runs_in_it_but_what_it_brings() -> None:
    port = free_port()
    with waiting_page("127.0.0.1", port, lambda: "x"):
        reply = ask(port)
    for tag in ("script", "style"):
        text = re.search(rf"<{tag}>(.*?)</{tag}>", reply.text, re.S)
        assert text
        assert base64.b64encode(sha256(text[1].encode()).digest()).decode() in reply.headers["Content-Security-Policy"]
    assert "x-mingjian-waits" in reply.text  # by which the page knows that the console is there


def test_a_browser_follows_what_is_done_and_is_led_on_when_the_console_is_there(browser: Any) -> None:
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Console(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<h2>console</h2>")

        def log_message(self, format: str, *args: object) -> None: ...

    port, stage, page = free_port(), ["读入数据"], browser.new_page()
    with waiting_page("127.0.0.1", port, lambda: stage[0]):
        page.goto(f"http://127.0.0.1:{port}/dossiers")
        stage[0] = "立卷"
        page.locator(".stage", has_text="立卷").wait_for()
    page.wait_for_timeout(4000)  # nobody listens, and the page stays
    assert page.locator(".stage").inner_text() == "立卷"
    with ThreadingHTTPServer(("127.0.0.1", port), Console) as console:
        threading.Thread(target=console.serve_forever, daemon=True).start()
        page.locator("h2", has_text="console").wait_for()
        assert page.url.endswith("/dossiers")
        console.shutdown()


def test_slow_and_many_callers_keep_nobody_waiting() -> None:
    port = free_port()
    with waiting_page("127.0.0.1", port, lambda: "x"):
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        with ThreadPoolExecutor(20) as callers:
            assert [one.status for one in callers.map(ask, [port] * 20)] == [503] * 20
        for sock in slow:
            sock.close()


def test_a_port_that_is_taken_is_said_before_minutes_of_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MINGJIAN_HOME", "MINGJIAN_LAKE", "MINGJIAN_DEMO"):  # which the command sets for its process
        monkeypatch.setenv(name, str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(command, ["--home", str(tmp_path), "--port", str(port)])
        assert isinstance(done.exception, BadInput)
        assert f"端口 {port} 已被占用" in done.exception.text.zh
        assert "--port" in done.exception.text.en
        with waiting_page("127.0.0.1", port, lambda: "x"):  # a console that is being replaced: its successor waits for the port itself
            pass


def test_what_fails_while_it_waits_leaves_the_port(tmp_path: Path) -> None:
    port = free_port()
    with pytest.raises(RuntimeError), waiting_page("127.0.0.1", port, lambda: "x"):
        raise RuntimeError
    with pytest.raises(ConnectionRefusedError):
        ask(port)
