"""What many tests need one of: a clue, a kit, a lake, a run of a command, a free port. Each is one function, and what a test cares about is a keyword."""

import itertools
import os
import socket
from datetime import datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from kits import add_item, open_kit
from people import at as instant
from people import department_of

from mingjian.cli import commands
from mingjian.core.extraction.inference import load_filled
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.office.models import Deadline, Officer

PLACE = "抖音 › 直播间 小敏"


def make_clue(by: Officer, *, at: datetime, due: str = "", **intake: Any) -> Clue:
    """Register a clue about a shop that sells counterfeits; `intake` says otherwise, and `due` when its deadlines end (`2026-12-01 23:59`)."""
    told = {"source": "inspection", "suspected_act": "销售假冒注册商标的商品", "content": "某店售高仿鞋", **intake}
    clue = register(Intake(**told), by=by, at=at)
    if due:
        Deadline.objects.filter(dossier=clue.dossier).update(due=instant(due), unit="working_days", opened_at=at)
    return clue


def make_kit(
    *, at: datetime, place: str = PLACE, goods: str = "面霜", story: str = "假的", files: dict[str, tuple[str, bytes]] | None = None, **purchase: Any
) -> Kit:
    """Open a kit at the county with what a buyer tells; `files` are kept in it, by the kind of each: name and bytes."""
    bought = Purchase(place, goods, story, **purchase)  # type: ignore[arg-type]  # texts, as they are typed
    kit = open_kit(bought, department=department_of("county"), at=at)
    for item_kind, (name, content) in (files or {}).items():
        add_item(kit, item_kind, [content], name, at=at)
    return kit


def make_lake(folder: Path, settings: Any = None, *, at: datetime | None = None, **texts: str) -> Lake:
    """Make a lake in a folder, and load the text of a CSV file for each kind of record that is named; `settings` learn where it lies."""
    lake = Lake(folder / "lake")
    if settings is not None:
        settings.LAKE = folder / "lake"
    for name, text in texts.items():
        file = folder / f"{name}.csv"
        file.write_text(text, "utf-8")
        load_filled(lake, kind(name), file, source="test", at=at or instant("2026-11-24 12:00"))
    return lake


def run_command(*words: object) -> Result:
    """Run `mingjian` with these words in this process."""
    return CliRunner().invoke(commands, [str(word) for word in words])


# Below the ports that systems give to outgoing connections (32768 and above on Linux, 49152 on others), so that no connection of a test
# running beside takes one between its being named here and its being listened on. Each process begins at a place of its own and never gives one twice.
_PORTS = itertools.cycle(range(20_000, 32_000))
_BEGIN = os.getpid() * 97 % 12_000


def free_port() -> int:
    """Return a port of this machine on which nobody listens, and which this process has not given before."""
    for port in itertools.islice(_PORTS, 12_000):
        port = 20_000 + (port - 20_000 + _BEGIN) % 12_000
        with socket.socket() as held:
            try:
                held.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("every port from 20000 to 31999 is taken")
