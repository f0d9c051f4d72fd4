"""The audit: everything that officers see against the ledger, or one dossier of it."""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from mingjian.core.language import Text
from mingjian.office.audit.checkpoints import of_checkpoints
from mingjian.office.audit.entries import Reading, read_entries, read_entries_of
from mingjian.office.audit.files import of_files
from mingjian.office.audit.replay import of_dossiers, of_officers, of_things
from mingjian.office.audit.storage import of_storage
from mingjian.office.files.store import digest_there
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Standing
from mingjian.office.record import ledger
from mingjian.office.record.difference import Difference
from mingjian.office.record.row_digests import differences

log = logging.getLogger("mingjian.audit")

#: What no audit can see, said wherever its result is shown.
NOT_SEEN = Text(
    "不能发现：数据库写入者在末尾追加的新记录本身（随之改动的数据行会被指出）；卷宗以外的事物在封存之前（约一分钟）被退回前一次办理之后的状况；"
    "标明不受记录约束的列（口令、最近登录等）。",
    "It cannot see: new entries that whoever writes to the database appends (rows changed with them are named); what is no dossier, laid back to how it "
    "stood after an earlier act of the same minute; columns that are said to change without an entry (passwords, last sign-in).",
)


@dataclass(frozen=True)
class Audit:
    """What an audit found, when, over how many entries and things; `due`: things that entries came to since they were sealed."""

    at: datetime
    entries: int
    things: int
    due: int
    found: tuple[Difference, ...]

    @property
    def is_clean(self) -> bool:
        """Return whether nothing differs."""
        return not self.found

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        told = {"at": self.at.isoformat(), "entries": self.entries, "things": self.things, "due": self.due, "clean": self.is_clean}
        return told | {"differences": [one.as_dict() for one in self.found], "not_seen": {"zh": NOT_SEEN.zh, "en": NOT_SEEN.en}}


def audit(at: datetime | None = None) -> Audit:
    """
    Hold everything against the ledger: entries, rows, states, deadlines, roles, sealed bytes, and what institutions keep besides.

    A cell that cannot be read is named; the part that stumbles over it says so, and the other parts are looked at all the same.
    """
    reading = Reading()
    looks: list[tuple[Text, Callable[[], Iterable[Difference]]]] = [
        (Text("数据库单元格", "cells of the database"), of_storage),
        (Text("台账记录", "entries"), lambda: read_entries(reading).found),
        (Text("检查点", "checkpoints"), of_checkpoints),
        (Text("卷宗的状态和期限", "states and deadlines of dossiers"), lambda: of_dossiers(reading.told)),
        (Text("人员", "officers"), lambda: of_officers(reading.told)),
        (Text("事物的状态", "states of things"), lambda: of_things(reading.told)),
        (Text("各数据行", "rows"), differences),
        (Text("文件", "files"), of_files),
        *((Text(f"{one.__module__}.{one.__name__}", f"{one.__module__}.{one.__name__}"), one) for one in parts("audits")),
    ]
    found = [one for part, look in looks for one in _looked(part, look)]
    return Audit(at or now(), len(reading.told), Standing.objects.count(), Standing.objects.filter(is_due=True).count(), _once(found))


def _looked(part: Text, look: Callable[[], Iterable[Difference]]) -> list[Difference]:
    """Return what a part of the audit finds, up to where it stumbles: whatever somebody wrote into a cell, the rest is looked at."""
    found: list[Difference] = []
    try:
        with transaction.atomic():  # so that a statement that fails ends this part alone
            for one in look():
                found.append(one)  # what was found before it stumbles counts
    except Exception as error:
        log.exception("part of the audit failed", extra={"event": "audit_failed", "part": part.en})
        kind = type(error).__name__
        said = Text(
            f"审计“{part.zh}”时遇到无法读取的内容（{kind}），这一部分未全部核对。",
            f"{part.en}: something cannot be read ({kind}); not all of it was looked at.",
        )
        found.append(Difference("row", "database", None, said))
    return found


def audit_dossier(dossier: Dossier) -> Audit:
    """Hold one dossier against the ledger: its entries, what its rows say, what belongs to it, and its files."""
    reading = Reading()
    looks: list[tuple[Text, Callable[[], Iterable[Difference]]]] = [
        (Text("数据库单元格", "cells of the database"), of_storage),
        (Text("台账记录", "entries"), lambda: read_entries_of(dossier, reading).found),
        (Text("卷宗的状态和期限", "states and deadlines of dossiers"), lambda: of_dossiers(reading.told, {dossier.pk})),
        (Text("各数据行", "rows"), lambda: differences({(dossier._meta.label, dossier.pk)})),
        (Text("文件", "files"), lambda: _files_of(dossier)),
    ]
    found = [one for part, look in looks for one in _looked(part, look)]
    kept = Standing.objects.filter(model=dossier._meta.label, row=dossier.pk)
    return Audit(now(), len(reading.told), kept.count(), kept.filter(is_due=True).count(), _once(found))


def _files_of(dossier: Dossier) -> Iterator[Difference]:
    for file in dossier.files.all():
        if digest_there(file.sha256) != file.sha256:
            said = Text(f"文件“{file.name_masked}”的字节不是当时封存的。", f"The bytes of {file.name_masked} are not those that were sealed.")
            yield Difference("file", file.sha256, None, said)


def _once(found: Collection[Difference]) -> tuple[Difference, ...]:
    return tuple(dict.fromkeys(found))


def keep_result(done: Audit, seconds: float = 0) -> None:
    """Keep the newest result outside of the database, and how long it took, for the page and for whoever watches the node."""
    place = result_file()
    draft = place.with_name(f".{place.name}.new")
    draft.write_text(json.dumps(done.as_dict() | {"seconds": round(seconds, 1)}, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(place)


def newest_result() -> dict[str, Any] | None:
    """Return the newest kept result; None where there is none yet, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(result_file().read_text(encoding="utf-8"))
        return told | {"when": datetime.fromisoformat(told["at"]), "lines": [Text(one["zh"], one["en"]) for one in told["differences"]]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def result_file() -> Path:
    """Return where the newest result lies."""
    return Path(settings.HOME) / "audit.json"


def fault_of_signing() -> Text | None:
    """Return why the ledger would not be signed now, in words."""
    fault = ledger.fault_of_memory()
    return fault.text if fault else None
