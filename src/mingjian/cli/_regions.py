"""The demo of three nodes: each with a home, database and port of its own, under one register that all have signed."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from mingjian.cli._waiting import waiting_page
from mingjian.cli._watch import GLANCE, WatchedCommand
from mingjian.core.errors import BadInput

MINGJIAN = str(Path(sys.executable).parent / "mingjian")
KEYS = ("sh", "hz", "nj")
#: Of each node: its name in Chinese and in English, and the beginning of the region codes that it serves.
TITLES = {"sh": ("上海", "Shanghai", "31"), "hz": ("杭州", "Hangzhou", "3301"), "nj": ("南京", "Nanjing", "3201")}
WIDTH = 140  # of the table of accounts, whose passwords are never cut
EVERY = 2  # seconds between two rounds of sending
PATIENCE = 120  # seconds until the addresses are told, whether or not all answer
_LEFT_OUT = ("MINGJIAN_HOME", "MINGJIAN_LAKE", "MINGJIAN_NODE", "MINGJIAN_SECRET_KEY", "DATABASE_URL", "PYTEST_VERSION")


@dataclass(frozen=True)
class Site:
    """One node of the demo on this machine."""

    key: str
    node: str
    home: Path
    port: int

    @property
    def door(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return what the node's processes are started with."""
        kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        hosts = f"{self.key}.localhost,localhost,127.0.0.1"
        return {**kept, "MINGJIAN_HOME": str(self.home), "MINGJIAN_NODE": self.node, "MINGJIAN_DEMO": "1", "MINGJIAN_HOSTS": hosts}

    def words(self, *command: str) -> list[str]:
        """Return a command in the node's environment, as words that any starter of processes takes."""
        own = {name: value for name, value in self.environment.items() if os.environ.get(name) != value}
        unset = [word for name in _LEFT_OUT if name in os.environ and name not in own for word in ("-u", name)]
        return ["env", *unset, *(f"{name}={value}" for name, value in own.items()), MINGJIAN, *command]

    def run(self, *command: str) -> str:
        """Run a command at the node. Raises BadInput with what it said where it fails."""
        done = subprocess.run(self.words(*command), capture_output=True, text=True, check=False)  # noqa: S603 - our own command
        if done.returncode:
            raise BadInput(f"节点 {self.key} 未能就绪：{done.stderr[-400:]}", f"Node {self.key} could not be made ready: {done.stderr[-400:]}")
        return done.stdout


def sites(home: Path, port: int) -> list[Site]:
    """Return the three nodes, their homes under one folder, their ports one after the other."""
    return [Site(key, f"{key}.mingjian.demo", (home / key).resolve(), port + number) for number, key in enumerate(KEYS)]


def make_ready(home: Path, port: int) -> list[Site]:
    """Make the three nodes where they are not yet: databases, officers, keys, the register that all sign and adopt, Shanghai's first clue."""
    found, register = sites(home, port), home.resolve() / "register.json"
    home.mkdir(parents=True, exist_ok=True)
    for site in found:
        click.echo(f"准备节点 {site.key}：数据库、人员、密钥。 Making node {site.key} ready.", err=True)
        site.run("exchange", "demo-node", site.key)
    click.echo("三个节点签署、采用成员名册。 All three sign and adopt the register of members.", err=True)
    if not register.exists():
        cards = [_card(site, home) for site in found]
        sheet = ["--agreement", "three_regions_demo", "--sheet", "2026-12-01", "--threshold", "3"]
        found[0].run("exchange", "register", "draw", *cards, *sheet, "--out", str(register))
        for site in found:
            site.run("exchange", "register", "sign", str(register))
    fingerprint = found[0].run("exchange", "register", "show", str(register)).rpartition("fingerprint: ")[2].strip()
    for site in found:
        site.run("exchange", "register", "adopt", str(register), "--fingerprint", fingerprint)
    return found


def _card(site: Site, home: Path) -> str:
    out = str(home.resolve() / f"{site.key}.card.json")
    zh, en, serves = TITLES[site.key]
    named = ["--zh", zh, "--en", en, "--serves", serves, "--door", site.door, "--until", "2030-12-31"]
    site.run("exchange", "register", "card", *named, "--out", out)
    return out


class Regions:
    """Keeps the nodes running, but for one that is said to be away: by a file `KEY.away` in the demo's folder."""

    def __init__(self, home: Path, found: list[Site]) -> None:
        self.home, self.found = home, found
        serve = ("--workers", "1", "--jobs", "0")
        self.kept = {
            site.key: [
                WatchedCommand(site.words("serve", "--port", str(site.port), *serve)),
                WatchedCommand(site.words("exchange", "run", "--every", str(EVERY))),
            ]
            for site in found
        }

    def look(self) -> None:
        """Start what is to run and end what is away."""
        for key, processes in self.kept.items():
            is_away = (self.home / f"{key}.away").exists()
            for one in processes:
                if is_away and one.process is not None:
                    one.process.terminate()
                    one.process.wait()
                    one.process = None
                elif not is_away:
                    one.look()

    def wait(self) -> None:
        """Wait until each answers that is not away: an address that is told before leads a newcomer nowhere. After two minutes it is told all the same."""
        ends = time.monotonic() + PATIENCE
        for site in self.found:
            while not (self.home / f"{site.key}.away").exists() and time.monotonic() < ends and not _answers(site):
                time.sleep(GLANCE)

    def keep(self, told: Callable[[], None]) -> None:
        """Start them, tell once they answer, and keep them running until Ctrl-C."""
        try:
            self.look()
            self.wait()
            told()
            while True:
                self.look()
                time.sleep(GLANCE)
        except KeyboardInterrupt:
            pass
        finally:
            self.end()

    def end(self) -> None:
        """End every process, and wait for it."""
        running = [one.process for processes in self.kept.values() for one in processes if one.process is not None]
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


@click.command()
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), default=Path("var/regions"), show_default=True)
@click.option("--port", type=click.IntRange(1, 65533), default=8101, show_default=True, help="Of Shanghai; the others have the two after it.")
@click.option("--serve/--no-serve", "is_served", default=True, help="Stop once the nodes are ready.")
def demo(home: Path, port: int, is_served: bool) -> None:
    """Start three nodes on this machine, Shanghai, Hangzhou and Nanjing, that exchange under a register and an agreement of their own."""
    with ExitStack() as waiting:
        for at in range(port, port + len(KEYS)) if is_served else ():
            waiting.enter_context(waiting_page("127.0.0.1", at, lambda: "三个节点正在建立 · three nodes are being made", refuses=True))
        found = make_ready(home, port)
    if not is_served:
        _tell(home, found)
        return

    def told() -> None:
        _tell(home, found)
        click.echo("Ctrl-C 停止 to stop")

    Regions(home, found).keep(told)


def _answers(site: Site) -> bool:
    """Return whether the console answers, and not the page that says how far it is."""
    asked = HTTPConnection("127.0.0.1", site.port, timeout=2)
    try:
        asked.request("GET", "/healthy")
        with asked.getresponse() as reply:
            return reply.headers.get("X-Mingjian-Waits") is None
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _tell(home: Path, found: list[Site]) -> None:
    """Print where each node is, who may sign in there, and how one is stopped."""
    accounts = {"officer": "执法员", "head": "负责人", "auditor": "审计员"}
    told = Table(title="三个节点 · The three nodes", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("节点 node", "网址 address", *(f"{zh} {one} 的密码 password" for one, zh in accounts.items())):
        told.add_column(heading, overflow="fold", no_wrap=True)
    for site in found:
        zh, en, _ = TITLES[site.key]
        told.add_row(f"{zh} {en}", f"http://{site.key}.localhost:{site.port}", *(f"{en}-{one}-2026" for one in accounts))
    Console(width=WIDTH).print(told)
    click.echo("另有 deputy（副负责人）、reviewer（法制审核员）；密码同样写法，如 Hangzhou-deputy-2026。 deputy and reviewer besides.")
    click.echo(f"停一个节点 to stop one: touch {home}/nj.away；再开 and start it: rm {home}/nj.away")


@click.command(hidden=True)
@click.argument("key", type=click.Choice(KEYS))
def demo_node(key: str) -> None:
    """Make one node of the demo ready, in its own environment."""
    from mingjian.cli.serve import prepare

    prepare()
    from mingjian.institutions.exchange.demo import begin_with_a_clue, make_officers

    make_officers(key)
    if key == "sh":
        begin_with_a_clue()
