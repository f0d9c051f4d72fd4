"""The audit: everything that officers see against the ledger, or one dossier of it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import now

from mingjian.core.language import Text
from mingjian.office.audit.entries import read_entries, read_entries_of
from mingjian.office.audit.files import of_files
from mingjian.office.audit.replay import of_dossiers, of_officers, of_things
from mingjian.office.audit.storage import of_storage
from mingjian.office.files.store import digest_there
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Entry, Standing
from mingjian.office.record import ledger
from mingjian.office.record.difference import Difference
from mingjian.office.record.standing import differences

#: What no audit can see, said wherever its result is shown.
NOT_SEEN = Text(
    "不能发现：数据库写入者在末尾追加的、与现有数据一致的新记录；最近一次封存之后、下一次封存之前的改动（约一分钟）；标明不受记录约束的列（口令、最近登录等）。",
    "It cannot see: new entries that whoever writes to the database appends and that agree with the rest; changes between an act and the sealing after it "
    "(about a minute); columns that are said to change without an entry (passwords, last sign-in).",
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
        """Whether nothing differs."""
        return not self.found

    def as_dict(self) -> dict[str, Any]:
        """Give it for JSON."""
        told = {"at": self.at.isoformat(), "entries": self.entries, "things": self.things, "due": self.due, "clean": self.is_clean}
        return told | {"differences": [one.as_dict() for one in self.found], "not_seen": {"zh": NOT_SEEN.zh, "en": NOT_SEEN.en}}


def audit(at: datetime | None = None) -> Audit:
    """Hold everything against the ledger: entries, rows, states, deadlines, roles, sealed bytes, and what institutions keep besides."""
    if unreadable := of_storage():
        return _unread(unreadable, at)
    reading = read_entries()
    found = [*reading.found, *of_dossiers(reading.told), *of_officers(reading.told), *of_things(reading.told), *differences(), *of_files()]
    found += [one for audited in parts("audits") for one in audited()]
    kept = Standing.objects.count()
    return Audit(at or now(), len(reading.told), kept, Standing.objects.filter(is_due=True).count(), _once(found))


def audit_dossier(dossier: Dossier) -> Audit:
    """Hold one dossier against the ledger: its entries, what its rows say, what belongs to it, and its files."""
    if unreadable := of_storage():
        return _unread(unreadable)
    reading = read_entries_of(dossier)
    found = [*reading.found, *of_dossiers(reading.told, {dossier.pk}), *differences({(dossier._meta.label, dossier.pk)})]
    for file in dossier.files.all():
        if digest_there(file.sha256) != file.sha256:
            said = Text(f"文件“{file.name_masked}”的字节不是当时封存的。", f"The bytes of {file.name_masked} are not those that were sealed.")
            found.append(Difference("file", file.sha256, None, said))
    kept = Standing.objects.filter(model=dossier._meta.label, row=dossier.pk)
    return Audit(now(), len(reading.told), kept.count(), kept.filter(is_due=True).count(), _once(found))


def _unread(found: Collection[Difference], at: datetime | None = None) -> Audit:
    """Give what an audit says of a database that cannot be read as its tables promise: those cells, and that nothing else was looked at."""
    rest = Text("其余未核对：请先从备份恢复上述各处。", "Nothing else was looked at: bring these back first, from a backup.")
    return Audit(at or now(), Entry.objects.count(), 0, 0, (*_once(found), Difference("row", "database", None, rest)))


def _once(found: Collection[Difference]) -> tuple[Difference, ...]:
    return tuple(dict.fromkeys(found))


def keep_result(done: Audit) -> None:
    """Keep the newest result outside of the database, for the page and for whoever watches the node."""
    place = result_file()
    draft = place.with_name(f".{place.name}.new")
    draft.write_text(json.dumps(done.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(place)


def newest_result() -> dict[str, Any] | None:
    """Give the newest kept result; None where there is none yet, or it cannot be read."""
    try:
        told: dict[str, Any] = json.loads(result_file().read_text(encoding="utf-8"))
        return told | {"when": datetime.fromisoformat(told["at"]), "lines": [Text(one["zh"], one["en"]) for one in told["differences"]]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def result_file() -> Path:
    """Give where the newest result lies."""
    return Path(settings.HOME) / "audit.json"


def fault_of_signing() -> Text | None:
    """Give why the ledger would not be signed now, in words."""
    fault = ledger.fault_of_memory()
    return fault.text if fault else None
