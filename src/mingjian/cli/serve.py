"""The console and the API: `mingjian serve`, with workers and sweeps beside it."""

import os
import sys
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NoReturn

import click

from mingjian.cli._django import set_up
from mingjian.cli._waiting import waiting_page
from mingjian.core.errors import BadInput

ANSWERED_WITHIN = 2  # seconds that a console is given to answer before it is asked again
JOBS = 2  # workers, unless said otherwise
#: A proxy or browser must close a kept connection before the node does, or its next request meets a closed one.
CONNECTIONS = ("--keep-alive", "75", "--worker-class", "mingjian.office.node.patience.PatientWorker")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; put a TLS proxy before any other than this one.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer pages.")
@click.option("--jobs", type=click.IntRange(0, 64), default=JOBS, show_default=True, help="How many jobs run at a time; 0 where mingjian work runs elsewhere.")
@click.option("--no-sweep", is_flag=True, help="Leave the sweep to another service (mingjian sweep), as with --jobs 0 the jobs.")
def command(port: int, host: str, workers: int, jobs: int, no_sweep: bool) -> None:
    """Bring the database up to date, serve the console, and carry out its jobs."""
    serve(port, host, workers, jobs, with_sweep=not no_sweep)


def prepare() -> None:
    """Bring the catalogues, the database and the static files up to date, and refuse what must not run."""
    set_up()
    from django.conf import settings
    from django.core.management import call_command

    from mingjian.office.audit.clock import forget_kept_clock
    from mingjian.office.demo import refuse_demo_officers
    from mingjian.office.jobs.nights import hour_of_night
    from mingjian.office.node.upgrade import note_version, refuse_newer

    hour_of_night()  # a setting that cannot be read is refused here, and not by every worker again
    shut_home()
    refuse_newer()
    copy = _copy_before_upgrade()
    try:
        call_command("migrate", verbosity=0)
    except Exception as fault:
        if copy is None:  # a new node, or nothing to change: nothing was there before
            raise
        _bring_back(copy, fault)
    call_command("collectstatic", verbosity=0, interactive=False)
    note_version()
    forget_kept_clock(settings.HOME)  # whoever starts the node anew has set the clock right
    refuse_demo_officers()


def shut_home() -> None:
    """Let nobody but this user look into the home, which holds everything."""
    from django.conf import settings

    if settings.HOME.stat().st_uid == os.geteuid():
        settings.HOME.chmod(0o700)


def _copy_before_upgrade() -> Path | None:
    """Copy the database where this version would change its tables, and return the copy. Raises BadInput, and changes nothing, where that cannot be done."""
    from django.db import OperationalError
    from django.utils.timezone import now

    from mingjian.office.node.backup import copy_before_upgrade

    try:
        place = copy_before_upgrade(os.environ.get("DATABASE_URL", ""), now())
    except OperationalError as error:
        raise BadInput(f"数据库无法打开：{error}。", f"The database cannot be opened: {error}.") from error
    if place:
        click.echo(f"升级前已备份数据库：{place}\nThe database was copied before the upgrade: {place}", err=True)
    return place


def _bring_back(copy: Path, fault: Exception) -> NoReturn:
    """Lay the copy of before back, so that the version of before can be started again, and say so. Raises BadInput."""
    from mingjian.office.node.backup import lay_copy_back

    why = f"{type(fault).__name__}：{str(fault)[:300]}"
    try:
        lay_copy_back(os.environ.get("DATABASE_URL", ""), copy)
    except Exception as second:
        raise BadInput(
            f"升级失败（{why}），数据库也没有恢复成功（{type(second).__name__}）。请按《升级节点》用 {copy} 恢复。",
            f"The upgrade failed ({why}), and the database could not be brought back ({type(second).__name__}). Bring {copy} back as the how-to says.",
        ) from fault
    raise BadInput(
        f"升级失败（{why}）。数据库已恢复到升级前，旧版本可以照常启动。请把这一行发给软件提供方。",
        f"The upgrade failed ({why}). The database is as it was before, and the version of before can be started. Send this line to whoever gave it to you.",
    ) from fault


def serve(port: int, host: str = "127.0.0.1", workers: int = 2, jobs: int = JOBS, told: Callable[[], None] | None = None, *, with_sweep: bool = True) -> None:
    """
    Serve until stopped (Ctrl-C, or the signal TERM, by which supervisors stop), with sweeps every minute and workers in processes of their own.

    One of those that dies, and a sweep that goes round no more, is started again after a while, as the log says; when this process is killed, all of them end.
    `told` is called once the console answers.
    """
    with waiting_page(host, port, lambda: "数据库正在更新 · the database is brought up to date"):
        prepare()
    from django.conf import settings

    from mingjian.cli._watch import Watch, WatchedCommand
    from mingjian.office.node.requests import count_together

    count_together(settings.HOME)

    beside = Path(sys.executable).parent
    listen = ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "8", "--timeout", "120", "--log-level", "warning", *CONNECTIONS]
    mingjian = str(beside / "mingjian")
    beat = _beat()
    sweeps = [WatchedCommand([mingjian, "sweep", "--every", "60", "--beat", str(beat)], beat=beat)] if with_sweep else []
    helpers = [*sweeps, *(WatchedCommand([mingjian, "work"]) for _ in range(jobs))]
    glance = partial(_is_told, host, port, told) if told else None
    sys.exit(Watch(WatchedCommand([str(beside / "gunicorn"), "mingjian.wsgi", *listen]), helpers, glance=glance).keep())


def _is_told(host: str, port: int, told: Callable[[], None]) -> bool:
    """Return, if the console answers by now; any answer counts."""
    asked = HTTPConnection(host, port, timeout=ANSWERED_WITHIN)
    try:
        asked.request("GET", "/accounts/login/")
        asked.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()
    told()
    return True


def _beat() -> Path:
    """Return the file by which the sweep shows that it goes round."""
    from django.conf import settings

    folder: Path = settings.HOME / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "sweep"
