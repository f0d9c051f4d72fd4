"""Look at one source: load what came and is understood, set aside what is not, with why; what was seen already is not read again."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mingjian.core.deliveries import Came, ways
from mingjian.core.deliveries.source import Source
from mingjian.core.errors import BadInput, MingjianError
from mingjian.core.records import kind
from mingjian.institutions.deliveries.models import Delivery, Look
from mingjian.institutions.market.opening import load_file
from mingjian.office.files.store import digest_of_file
from mingjian.office.models import Officer
from mingjian.office.people.officers import officer_called


def look_at(source: Source, at: datetime, *, again: bool = False, guard: Callable[[], None] = lambda: None) -> list[Delivery]:
    """
    Return what came. `again`: what was set aside is tried anew, since the headings are known by now, or the mapping was mended.

    What stands against the look as a whole is noted and raised.
    """
    look, _ = Look.objects.get_or_create(source=source.name, defaults={"since": at})
    came: list[Delivery] = []
    mark = {} if again else dict(look.mark)
    try:
        by = officer_called(source.by)
        with TemporaryDirectory(prefix="mingjian-") as room:
            for one in ways()[source.way].look(source, Path(room), mark):
                guard()
                if one.listed is not None:  # what the source has no more is forgotten, and nothing else: it would be fetched again
                    for name in mark.keys() - one.listed:
                        del mark[name]
                if one.mark and all(mark.get(name) == value for name, value in one.mark.items()):
                    continue
                done = _take(source, one, by, at, again=again) if one.name else None
                came += [done] if done else []
                mark |= one.mark
    except MingjianError as refused:
        _note(look, at, mark, came, refused)
        raise
    _note(look, at, mark, came, None)
    return came


def _take(source: Source, one: Came, by: Officer, at: datetime, *, again: bool) -> Delivery | None:
    """Load one file, or set it aside; nothing where its bytes came before."""
    digest = sha256(f"{one.name} {one.mark} {one.fault}".encode()).hexdigest() if one.fault else digest_of_file(one.path)
    known = Delivery.objects.filter(source=source.name, sha256=digest).first()
    if known and not (again and known.stands == "refused"):
        return None
    told: dict[str, Any] = {"name": one.name[-200:], "size": 0, "came_at": at, "note_zh": "", "note_en": ""}
    try:
        if one.fault:
            raise BadInput(one.fault.zh, one.fault.en)
        told["size"] = one.path.stat().st_size
        load = load_file(kind(source.kind), one.path, source=source.name, by=by, at=at, mapping=source.mapping, sheet=source.sheet, is_brought=True)
        told |= {"stands": "loaded", "digest": load.digest, "rows": load.rows, "bad": load.bad}
    except MingjianError as refused:
        told |= {"stands": "passed" if one.is_foreign else "refused", "note_zh": refused.text.zh[:500], "note_en": refused.text.en[:500]}
    return Delivery.objects.update_or_create(source=source.name, sha256=digest, defaults=told)[0]


def _note(look: Look, at: datetime, mark: dict[str, str], came: list[Delivery], refused: MingjianError | None) -> None:
    look.looked_at = at
    look.mark = mark
    look.note_zh, look.note_en = (refused.text.zh[:500], refused.text.en[:500]) if refused else ("", "")
    if any(one.stands == "loaded" for one in came):
        look.good_at = at
    look.save()
