"""
What holds personal data: masked for everybody, until an officer who may says for what purpose and on what ground they look.

A kit, the files of a dossier, whoever reported a clue: each is revealable alike, revealed by one function at one page, and entered as one kind of entry.
What the node's settings name takes two: one asks, and another of the same department, who may read it too, consents (decision 88).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.urls import resolve

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.core.language import Text
from mingjian.office.files.readings import LASTS, asked_for, readings_of
from mingjian.office.models import Officer, Reading
from mingjian.office.record.entries import enter

ASKED = timedelta(days=3)  # how long a second officer has to answer


class Revealable(Protocol):
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


def reveal(revealable: Revealable, *, purpose: str, ground: str, by: Officer, at: datetime) -> Reading:
    """
    Let an officer see it unmasked for a working day, and enter who, when and why; of what takes two, ask a second, and nothing is open yet.

    Raises NotPermitted for whoever may not, NotFound where there is nothing, BadInput without a reason, StepRefused where it is asked for already.
    """
    if not revealable.who_may_read(by):
        raise NotPermitted(revealable.who.zh, revealable.who.en)
    if revealable.is_empty:
        raise NotFound(f"没有可查看的内容：{revealable.title.zh}。", f"There is nothing to see: {revealable.title.en}.")
    if not purpose.strip() or not ground.strip():
        raise BadInput("查看未遮蔽的内容须写明目的和依据。", "Say for what purpose and on what ground it is seen unmasked.")
    why: dict[str, Any] = {"purpose": purpose.strip()[:500], "ground": ground.strip()[:200]}
    waits = takes_two(revealable)
    if waits and asked_for(at, revealable.read_as).filter(officer=by).exists():
        raise StepRefused("已申请查看，等待本部门另一人同意。", "You have asked already: a colleague is to consent.")
    with transaction.atomic():
        held = {"until": at + (ASKED if waits else LASTS), "waits": waits, "path": revealable.path}
        reading = Reading.objects.create(of=revealable.read_as, officer=by, **held, **why)
        enter("reveal_asked" if waits else "revealed", at=at, by=by, beside=[reading], **revealable.entered(), **why)
    return reading


def takes_two(revealable: Revealable) -> bool:
    """Return whether this node asks for a second officer before such a thing is opened."""
    return resolve(revealable.path).kwargs.get("kind") in settings.REVEAL_BY_TWO


def second(revealable: Revealable, key: int, *, is_given: bool, by: Officer, at: datetime) -> Reading:
    """
    Consent to what a colleague asked to see, which opens it to that colleague for a working day, or decline; the ledger says who, and why it was asked.

    Raises NotPermitted for whoever may not read it or asked for it, NotFound where nothing such waits.
    """
    with transaction.atomic():
        reading = asked_for(at, revealable.read_as).select_for_update(of=("self",)).filter(pk=key).first()
        if reading is None:
            raise NotFound("没有待同意的申请，可能已经答复或者过期。", "Nothing such waits: it was answered, or its time is over.")
        if reading.officer_id == by.pk or not revealable.who_may_read(by) or reading.officer.department_id != by.department_id:
            raise NotPermitted("须由本部门另一位有权查看的人员同意。", "Another officer of the same department, who may read it, consents.")
        reading.waits, reading.seconded_by, reading.until = not is_given, by if is_given else None, at + LASTS if is_given else at
        reading.save(update_fields=["waits", "seconded_by", "until"])
        told: dict[str, Any] = {"asked_by": reading.officer, "purpose": reading.purpose, "ground": reading.ground}
        enter("reveal_seconded" if is_given else "reveal_declined", at=at, by=by, beside=[reading], **revealable.entered(), **told)
    return reading


def reading_of(revealable: Revealable, officer: Officer, at: datetime) -> Reading | None:
    """Return the leave by which an officer sees it unmasked now; None where there is none, or its time is over."""
    return readings_of(officer, at, {revealable.read_as}).first()
