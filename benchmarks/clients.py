"""
Fifty clients at once on a demo's node, through the example for nginx where the machine has it, else directly, which is then told.

    python benchmarks/clients.py [--clients 50] [--seconds 300] [--shops 300] [--home FOLDER] [--write]

Each client is an officer's browser: it reads a page, rests for two seconds on average, reads another; one request in twenty sends a form. Told are median and
p95 of all requests, how many were answered with 500 or more, and how many connections were reset. Peer in the same run: the node's own `/healthy`.
Sessions are made beside the sign-in, which lets an address in thirty times a minute only. `--write` puts the line between the markers `clients`.
"""

import argparse
import os
import platform
import random
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3
from proxied import free_port, serve_nginx

ROOT = Path(__file__).parents[1]
PAGES = (
    "/",
    "/findings",
    "/clues",
    "/clues?state=",
    "/dossiers",
    "/docket",
    "/cases",
    "/kits",
    "/account",
    "/search?q=%E5%8C%96%E8%82%A5",
    "/api/clues",
    "/healthy",
)
REST = 2.0  # seconds on average
NAMES = ("county", "head", "city", "neighbour")


@dataclass
class Told:
    """What the clients saw: seconds by page, statuses of 500 and more, connections that broke."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    broken: list[tuple[str, int, str]] = field(default_factory=list)
    resets: list[str] = field(default_factory=list)
    healthy: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def environment(home: Path) -> dict[str, str]:
    """Give the settings of a demo's node behind a proxy of this machine."""
    names = {"MINGJIAN_HOME": str(home), "MINGJIAN_LAKE": str(home / "lake"), "MINGJIAN_DEMO": "1", "MINGJIAN_PROXIES": "127.0.0.1"}
    return os.environ | names | {"MINGJIAN_HOSTS": "127.0.0.1,localhost", "MINGJIAN_NIGHT": "off"}


def sessions(home: Path, count: int) -> list[str]:
    """Make so many sessions of the demo's officers; give their cookies."""
    os.environ.update(environment(home), DJANGO_SETTINGS_MODULE="mingjian.settings")
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from mingjian.office.models import Officer

    found, backend = [], "allauth.account.auth_backends.AuthenticationBackend"
    for number in range(count):
        officer, held = Officer.objects.get(username=NAMES[number % len(NAMES)]), SessionStore()
        held.update({SESSION_KEY: str(officer.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: officer.get_session_auth_hash()})
        held.create()
        held.save()
        found.append(str(held.session_key))
    return found


def ask(pool: Any, page: str, cookie: str, told: Told) -> None:
    """Ask for a page, or send a form where the page is `language`."""
    began = time.perf_counter()
    try:
        if page == "language":
            token = "a" * 32
            head = {"Cookie": f"sessionid={cookie}; csrftoken={token}", "Referer": f"{pool.scheme}://127.0.0.1/", "X-CSRFToken": token}
            reply = pool.request("POST", "/language", fields={"language": "zh-hans", "next": "/healthy"}, headers=head, redirect=False, retries=False)
        else:
            reply = pool.request("GET", page, headers={"Cookie": f"sessionid={cookie}"}, redirect=False, retries=False)
    except urllib3.exceptions.HTTPError as error:
        with told.lock:
            told.resets.append(f"{page}: {type(error).__name__}")
        return
    with told.lock:
        told.seconds.setdefault(page, []).append(time.perf_counter() - began)
        if page == "/healthy":
            told.healthy[reply.status] += 1
        elif reply.status >= 500 or reply.status in {403, 429}:
            told.broken.append((page, reply.status, " ".join(reply.data[:2000].decode("utf-8", "replace").split())[:200]))


def client(address: tuple[str, int], cookie: str, until: float, seed: int, told: Told) -> None:
    """Be one browser until the end."""
    luck = random.Random(seed)  # noqa: S311 - which page is read next
    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)  # the certificate is made for the trial
    if address[0] == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # of a certificate made for the trial
        pool: Any = urllib3.HTTPSConnectionPool("127.0.0.1", address[1], maxsize=1, ssl_context=context, timeout=60)
    else:
        pool = urllib3.HTTPConnectionPool("127.0.0.1", address[1], maxsize=1, timeout=60)
    time.sleep(luck.random() * REST)
    while time.monotonic() < until:
        ask(pool, "language" if luck.random() < 0.05 else luck.choice(PAGES), cookie, told)
        time.sleep(luck.expovariate(1 / REST))


def run(address: tuple[str, int], cookies: list[str], seconds: int) -> Told:
    """Let all clients work."""
    told, until = Told(), time.monotonic() + seconds
    threads = [threading.Thread(target=client, args=(address, cookie, until, number, told)) for number, cookie in enumerate(cookies)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


def line(told: Told, clients: int, seconds: int, by: str) -> str:
    """Say what came of it."""
    every = sorted(one for page, times in told.seconds.items() if page != "/healthy" for one in times)
    healthy = sorted(told.seconds.get("/healthy", [0.0]))
    p50, p95 = statistics.median(every) * 1000, every[int(len(every) * 0.95)] * 1000
    return (
        f"`python benchmarks/clients.py --clients {clients} --seconds {seconds}`, {by}, {platform.machine()}, "
        f"{os.cpu_count()} processors (load {os.getloadavg()[0]:.1f}): "
        f"{len(every)} requests, median {p50:.0f} ms, **p95 {p95:.0f} ms**, {len(told.resets)} resets, {len(told.broken)} answers of 500 or refused; "
        f"`/healthy` median {statistics.median(healthy) * 1000:.0f} ms, p95 {healthy[int(len(healthy) * 0.95)] * 1000:.0f} ms, "
        f"answers by status {dict(sorted(told.healthy.items()))} (503 where jobs wait, since no workers run here)."
    )


def write(text: str) -> None:
    """Put the line into the page of performance."""
    page = ROOT / "docs/reference/performance.md"
    before, _, rest = page.read_text().partition("<!-- clients -->\n")
    page.write_text(f"{before}<!-- clients -->\n{text}\n<!-- /clients -->{rest.partition('<!-- /clients -->')[2]}")


def main() -> None:
    """Make the demo, serve it, let the clients work, and tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--shops", type=int, default=300)
    parser.add_argument("--home", type=Path, help="a demo's home that was made before; without it one is made")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    beside = Path(sys.executable).parent / "mingjian"
    with tempfile.TemporaryDirectory() as folder:
        made = asked.home or Path(folder) / "demo"
        if not asked.home:
            subprocess.run([beside, "demo", "--home", made, "--shops", str(asked.shops), "--no-serve"], check=True, stdout=subprocess.DEVNULL)
        home, node, port = (made / "market").resolve(), free_port(), free_port()
        cookies = sessions(home, asked.clients)
        proxy: subprocess.Popen[bytes] | None = None
        with subprocess.Popen([beside, "serve", "--port", str(node), "--jobs", "0"], env=environment(home)) as served:
            try:
                _wait(node)
                inside = Path(folder) / "nginx"
                inside.mkdir()
                proxy = serve_nginx(inside, port, node)
                address, by = (("https", port), "through nginx with TLS") if proxy else (("http", node), "without a proxy (no nginx here)")
                run(address, cookies[:4], 5)  # warm
                text = line(run_told := run(address, cookies, asked.seconds), asked.clients, asked.seconds, by)
                print(text)
                for (page, status), many in Counter((page, status) for page, status, _ in run_told.broken).most_common():
                    print(f"{many} times {status} at {page}: {next(body for *which, body in run_told.broken if which == [page, status])}")
                print(run_told.resets[:5])
                for page, times in sorted(run_told.seconds.items()):
                    print(f"{page:40} {len(times):6} {statistics.median(times) * 1000:8.0f} ms {max(times) * 1000:8.0f} ms")
            finally:
                for one in (proxy, served):
                    if one:
                        one.terminate()
    if asked.write:
        write(text)


def _wait(port: int) -> None:
    pool = urllib3.HTTPConnectionPool("127.0.0.1", port, timeout=5)
    for _ in range(200):
        try:
            pool.request("GET", "/accounts/login/", retries=False)
            return
        except urllib3.exceptions.HTTPError:
            time.sleep(0.5)


if __name__ == "__main__":
    main()
