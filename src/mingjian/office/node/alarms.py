"""
Raise an alarm, once for as long as it lasts; note when the node's own work went well.

An alarm stands in a table and in a file of the home: whoever writes to the database ends or swallows the row, and not the file. Whether one is open is told by
both together, and one that cannot be written in either place stops nothing.
"""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from mingjian.core.language import Text
from mingjian.office.language import in_this_language
from mingjian.office.node.models import Alarm, Pulse
from mingjian.office.record.entries import enter

log = logging.getLogger("mingjian.node")
LONGEST = 60  # characters of a name


@dataclass(frozen=True)
class OpenAlarm:
    """An alarm that goes on: what raised it, what is wrong, since when."""

    name: str
    text: Text
    raised_at: datetime

    @property
    def said(self) -> str:
        """Return what is wrong, in the reader's language."""
        return in_this_language(self.text.zh, self.text.en)


def alarms_now() -> list[OpenAlarm]:
    """Return the alarms that go on by the table or by the files of the home, the newest first."""
    found = {one.name: one for one in _in_files()}
    try:
        with transaction.atomic():
            for row in Alarm.objects.filter(ended_at=None):
                found[row.name] = OpenAlarm(row.name, Text(row.said_zh, row.said_en), row.raised_at)
    except (DatabaseError, ValueError, TypeError):  # the files speak alone
        log.warning("alarms cannot be read from the database", extra={"event": "alarms_unread"})
    return sorted(found.values(), key=lambda one: one.raised_at, reverse=True)


def alarms_past() -> QuerySet[Alarm]:
    """Return those that are over, the newest first."""
    return Alarm.objects.exclude(ended_at=None)


def raise_alarm(name: str, said: Text, at: datetime) -> None:
    """
    Raise an alarm, or note that it is still so. The first time it is entered in the ledger and said in the log.

    Raises nothing, whatever is wrong with the database or the disk: whoever raises an alarm goes on.
    """
    name = name[:LONGEST]
    was_filed = _file_of(name).exists()
    try:
        _write_file(name, said, at)
    except OSError:
        log.exception("alarm cannot be filed", extra={"event": "alarm_unfiled", "alarm": name})
    is_new = not was_filed
    try:
        with transaction.atomic():
            told = {"said_zh": said.zh[:500], "said_en": said.en[:500]}
            alarm, is_made = Alarm.objects.get_or_create(name=name, ended_at=None, defaults={**told, "raised_at": at, "seen_at": at})
            is_new = is_new and is_made
            if is_new:
                enter("alarm_raised", at=at, alarm=name, said=said.zh[:500])
            if not is_made:
                Alarm.objects.filter(pk=alarm.pk).update(seen_at=at, **told)
    except Exception:  # a trigger that swallows or refuses rows, a full disk: the file and the log tell
        log.exception("alarm cannot be written", extra={"event": "alarm_unwritten", "alarm": name})
    if is_new:
        log.error("alarm", extra={"event": "alarm", "alarm": name})


def end_alarm(name: str, at: datetime) -> None:
    """Note that what an alarm was raised about is so no more. Raises nothing, as `raise_alarm`."""
    name = name[:LONGEST]
    was_filed = _file_of(name).exists()
    try:
        with transaction.atomic():
            if Alarm.objects.filter(name=name, ended_at=None).update(ended_at=at) or was_filed:
                enter("alarm_ended", at=at, alarm=name)
        _file_of(name).unlink(missing_ok=True)
    except Exception:
        log.exception("end of an alarm cannot be written", extra={"event": "alarm_unwritten", "alarm": name})


def went_well(name: str, at: datetime) -> None:
    """Note that a part of the node's own work went well."""
    Pulse.objects.update_or_create(name=name[:LONGEST], defaults={"well_at": at})


def failed(name: str, at: datetime) -> None:
    """Note that a part of the node's own work did not go well."""
    Pulse.objects.update_or_create(name=name[:LONGEST], defaults={"failed_at": at})


def folder() -> Path:
    """Return where the files of open alarms lie, one each."""
    return Path(settings.HOME) / "alarms"


def _file_of(name: str) -> Path:
    return folder() / f"{quote(name, safe='')}.json"


def _write_file(name: str, said: Text, at: datetime) -> None:
    place = _file_of(name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = _read_file(place)
    told = {"zh": said.zh[:500], "en": said.en[:500], "raised_at": (before.raised_at if before else at).isoformat()}
    draft = place.with_name(f".{place.name}.new")
    draft.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    draft.replace(place)


def _read_file(place: Path) -> OpenAlarm | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(place.read_text(encoding="utf-8"))
        return OpenAlarm(unquote(place.stem), Text(str(told["zh"]), str(told["en"])), datetime.fromisoformat(told["raised_at"]))
    return None


def _in_files() -> list[OpenAlarm]:
    places = sorted(folder().glob("*.json")) if folder().is_dir() else []
    return [one for place in places if (one := _read_file(place)) is not None]
