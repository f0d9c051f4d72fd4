"""
What holds personal data: masked for everybody, until an officer who may says for what purpose and on what ground they look.

A kit, the files of a dossier, whoever reported a clue: each is guarded alike, revealed by one function at one page, and entered as one kind of entry.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from mingjian.core.errors import BadInput, NotFound, NotPermitted
from mingjian.core.language import Text
from mingjian.office.files.readings import LASTS, readings_of
from mingjian.office.models import Officer, Reading
from mingjian.office.record.entries import enter


class Guarded(Protocol):
    """
    What is asked of whatever is masked.

    `read_as`: what a reading of it is of. `title`: what it is, in words; `who`: who may see it, said to whoever may not. `entered`: what the entry tells of
    it (`about`, `dossier`, hashes). `back`: the address of the page that shows it. `masked`: a template and its names, of what is not opened yet.
    """

    @property
    def title(self) -> Text: ...

    @property
    def who(self) -> Text: ...

    @property
    def read_as(self) -> str: ...

    @property
    def path(self) -> str: ...

    @property
    def back(self) -> str: ...

    @property
    def is_empty(self) -> bool: ...

    def who_may_read(self, officer: Officer) -> bool: ...

    def entered(self) -> dict[str, Any]: ...

    def masked(self, officer: Officer, at: datetime) -> tuple[str, Mapping[str, Any]]: ...


def reveal(guarded: Guarded, *, purpose: str, ground: str, by: Officer, at: datetime) -> Reading:
    """
    Let an officer see it unmasked for a working day, and enter who, when and why.

    Raises NotPermitted for whoever may not, NotFound where there is nothing, BadInput without a reason.
    """
    if not guarded.who_may_read(by):
        raise NotPermitted(guarded.who.zh, guarded.who.en)
    if guarded.is_empty:
        raise NotFound(f"没有可查看的内容：{guarded.title.zh}。", f"There is nothing to see: {guarded.title.en}.")
    if not purpose.strip() or not ground.strip():
        raise BadInput("查看未遮蔽的内容须写明目的和依据。", "Say for what purpose and on what ground it is seen unmasked.")
    why: dict[str, Any] = {"purpose": purpose.strip()[:500], "ground": ground.strip()[:200]}
    with transaction.atomic():
        reading = Reading.objects.create(of=guarded.read_as, officer=by, until=at + LASTS, **why)
        enter("revealed", at=at, by=by, beside=[reading], **guarded.entered(), **why)
    return reading


def reading_of(guarded: Guarded, officer: Officer, at: datetime) -> Reading | None:
    """Give the leave by which an officer sees it unmasked now; None where there is none, or its time is over."""
    return readings_of(officer, at, {guarded.read_as}).first()
