"""Notes on a dossier for the own department, and whom they name. They are no steps, stand in no ledger, and go to no other department or node."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from mingjian.core.errors import BadInput
from mingjian.institutions.notifications.models import Mention, Note, Reach
from mingjian.institutions.notifications.queries import colleagues_of
from mingjian.institutions.notifications.services import texts
from mingjian.institutions.notifications.services.outbox import write
from mingjian.office.models import Dossier, Officer

LONGEST = 2000
_AT = re.compile(r"[@＠]([\w.-]{1,60})")


def add_note(dossier: Dossier, text: str, named: list[int], *, by: Officer, at: datetime, is_own: bool = False) -> Note:
    """
    Note something on a dossier that the officer sees, and tell whom it names: those ticked, and each `@name` in it.

    `is_own`: for nobody but the author, so that it names nobody. Raises BadInput.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise BadInput(f"备注须有内容，且不超过 {LONGEST} 字。", f"A note has a text, of {LONGEST} characters at most.")
    if by.department is None:
        raise BadInput("没有所属部门，不能写备注。", "Without a department there are no notes.")
    colleagues = list(colleagues_of(by))
    called = [one for one in colleagues if one.pk in named or one in _named_in(text, colleagues)]
    if is_own and called:
        raise BadInput(
            f"仅自己可见的备注不能提醒他人（{called[0].name_zh}）：取消“仅自己可见”，或者去掉提醒。",
            f"A note for your own eyes tells nobody ({called[0].name_en}): let the department read it, or name nobody.",
        )
    with transaction.atomic():
        note = Note.objects.create(dossier=dossier, department=by.department, by=by, at=at, text=text, is_own=is_own)
        for one in called:
            Mention.objects.create(note=note, officer=one)
            _tell(one, dossier, at)
    return note


def unknown_names(text: str, by: Officer) -> list[str]:
    """Return the names after an `@` that are no colleague's, for the page to say so."""
    colleagues = list(colleagues_of(by))
    return [name for name in _AT.findall(text) if not _called(name, colleagues)]


def withdraw_note(note: Note, *, at: datetime) -> None:
    """Withdraw a note: its text is gone, and whoever it named is asked no more."""
    with transaction.atomic():
        Mention.objects.filter(note=note).delete()
        Note.objects.filter(pk=note.pk).update(text="", withdrawn_at=at)


def see_mentions(dossier: Dossier, officer: Officer, at: datetime) -> None:
    """Note that an officer has seen the notes on a dossier that name them."""
    Mention.objects.filter(note__dossier=dossier, officer=officer, seen_at__isnull=True).update(seen_at=at)


def _tell(officer: Officer, dossier: Dossier, at: datetime) -> None:
    reach = Reach.objects.select_related("officer").filter(officer=officer, has_mentions=True).first()
    if reach:
        with override(reach.language):
            word = texts.mention(dossier)
        write(reach, word, at=at)


def _named_in(text: str, colleagues: list[Officer]) -> list[Officer]:
    return [one for name in _AT.findall(text) for one in _called(name, colleagues)]


def _called(name: str, colleagues: list[Officer]) -> list[Officer]:
    """Find whom a name after an `@` means: Chinese runs on without a space, so that the longest name with which it begins counts."""
    names = [(called, one) for one in colleagues for called in (one.name_zh, one.username) if called]
    fitting = [(called, one) for called, one in names if name == called or (not called.isascii() and name.startswith(called))]
    longest = max((len(called) for called, _ in fitting), default=0)
    return [one for called, one in fitting if len(called) == longest]
