"""A page that says how far a node is while it is got ready: the port answers at once, and leads on by itself when the console is there."""

import base64
import errno
import html
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from mingjian.core.errors import BadInput

AGAIN = 3  # seconds after which a browser asks again
#: Asks in the background and puts in what is new, so that a moment in which nobody listens shows no error of the browser's.
_SCRIPT = (
    "const put=t=>document.querySelector('main').replaceWith(new DOMParser().parseFromString(t,'text/html').querySelector('main'));"
    "setInterval(()=>fetch('/',{cache:'no-store'}).then(r=>r.headers.get('x-mingjian-waits')?r.text().then(put):location.reload()).catch(()=>0),"
    f"{AGAIN * 1000})"
)
_STYLE = "body{font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem;color:#1d2733}h1{font-size:1.4rem}p.stage{font-weight:600}"
_PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>明鉴 · 正在准备 · Getting ready</title><noscript><meta http-equiv="refresh" content="{again}"></noscript><style>{style}</style></head>
<body><main><h1>明鉴正在准备 · Mingjian is getting ready</h1>
<p class="stage" role="status">{stage}</p>
<p>已用 {minutes} 分 {seconds} 秒。好了以后本页自动打开，不用刷新。第一次启动或者升级之后需要几分钟。</p>
<p lang="en">{minutes} min {seconds} s so far. This page opens the console by itself: no need to reload.
A first start, or one after an upgrade, takes some minutes.</p></main>
<script>{script}</script></body></html>
"""


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


_POLICY = f"default-src 'none'; connect-src 'self'; script-src {_hashed(_SCRIPT)}; style-src {_hashed(_STYLE)}; frame-ancestors 'none'; base-uri 'none'"


def waiting_page(host: str, port: int, stage: Callable[[], str], *, refuses: bool = False) -> AbstractContextManager[None]:
    """
    Answer every request with how far the node is, until the block is left; then the port is free.

    Where something listens there already, nothing is shown; `refuses` has that refused at once, before minutes of work. Raises BadInput then.
    """
    try:
        server = ThreadingHTTPServer((host, port), _answering(stage))
    except OSError as error:
        if refuses and error.errno == errno.EADDRINUSE:
            raise BadInput(
                f"端口 {port} 已被占用，可能已有一个节点在运行。请先停止它，或者用 --port 另选端口。",
                f"Port {port} is taken: a node may be running there. Stop it first, or choose another with --port.",
            ) from error
        return nullcontext()
    return _served(server)


@contextmanager
def _served(server: ThreadingHTTPServer) -> Iterator[None]:
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answering(stage: Callable[[], str]) -> type[BaseHTTPRequestHandler]:
    begun = time.monotonic()

    class Handler(BaseHTTPRequestHandler):
        timeout = 10
        server_version, sys_version = "mingjian", ""

        def do_GET(self) -> None:
            minutes, seconds = divmod(int(time.monotonic() - begun), 60)
            told = {"stage": html.escape(stage()), "minutes": minutes, "seconds": seconds, "again": AGAIN, "script": _SCRIPT, "style": _STYLE}
            body = ("503 getting ready\n" if self.path.startswith(("/healthy", "/metrics", "/api/")) else _PAGE.format(**told)).encode()
            kind = "text/plain" if body.startswith(b"503") else "text/html"
            self.send_response(503)
            for name, value in {
                "Content-Type": f"{kind}; charset=utf-8",
                "Content-Length": str(len(body)),
                "Retry-After": str(AGAIN),
                "Cache-Control": "no-store",
                "Content-Security-Policy": _POLICY,
                "X-Content-Type-Options": "nosniff",
                "X-Mingjian-Waits": "1",
                "Connection": "close",
            }.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing: the log is the node's."""

    return Handler
