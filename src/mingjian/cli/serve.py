"""The console and the API: `mingjian serve`, with the sweeps beside it."""

import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

import click

from mingjian.cli._django import set_up


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; put a TLS proxy before any other than this one.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def command(port: int, host: str, workers: int) -> None:
    """Bring the database up to date and serve the console."""
    serve(port, host, workers)


def prepare() -> None:
    """Bring the catalogues, the database and the static files up to date, and refuse what must not run."""
    set_up()
    from django.core.management import call_command

    from mingjian.office.demo import refuse_demo_officers

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    refuse_demo_officers()


def serve(port: int, host: str = "127.0.0.1", workers: int = 2) -> None:
    """Serve until stopped (Ctrl-C, or the signal TERM, by which supervisors stop), with sweeps every minute in a process of their own."""
    prepare()
    signal.signal(signal.SIGTERM, _stop)  # or the console would go on without us and hold the port
    beside = Path(sys.executable).parent
    listen = ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4", "--timeout", "120", "--log-level", "warning"]
    commands = ([str(beside / "mingjian"), "sweep", "--every", "60"], [str(beside / "gunicorn"), "mingjian.wsgi", *listen])
    running: list[subprocess.Popen[bytes]] = []
    try:
        running += (subprocess.Popen(words) for words in commands)  # noqa: S603 - our own commands
        code = running[-1].wait()
    except KeyboardInterrupt:
        code = 0
    finally:
        for one in running:
            one.terminate()
            one.wait()
    sys.exit(code)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
