"""What forbids an erasure: the dossier is under way, is another department's, belongs to a matter that is open, or its time is not over."""

import json
from collections.abc import Iterator
from datetime import date, datetime

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localtime

from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.law import reckon
from mingjian.core.procedure import rulebook
from mingjian.core.wire.names import Name
from mingjian.institutions.retention.services.coverage import PROCEDURE, Cover
from mingjian.office.dossiers.parents import behind, from_these
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.models import Dossier, Entry

DESTROY = "destroy"


def refuse_to_keep(source: Dossier, department: int) -> None:
    """Raise StepRefused where the keeping of a dossier cannot begin: it goes on, or another department holds it."""
    if source.department_id != department:
        zh, en = f"卷宗 {source.number} 由其他部门持有，不能由本部门销毁。", f"Dossier {source.number} is held by another department: it is not yours to erase."
        raise StepRefused(zh, en)
    if not source.is_closed:
        raise StepRefused(f"卷宗 {source.number} 尚未办结，不得销毁。", f"Dossier {source.number} is still under way: nothing of it may be erased.")


def refuse_to_destroy(keeping: Dossier, at: datetime) -> None:
    """Raise StepRefused where something is to be erased that may not be, with what stands against it."""
    source, cover = keeping.arose_from, Cover(keeping)
    if source is not None:
        refuse_to_keep(source, keeping.department_id)
        _refuse_in_open_matter(source, keeping)
        _refuse_before_time_of_record(source, keeping, at)
    if not cover.is_empty() and not keeping.deadlines.exists():
        raise StepRefused(
            "没有查到此类记录的保存期限，不能据以销毁；请先以“确定更长的保存期”写明届满日。",
            "No period was found for this kind of record, so nothing says that it is over: fix a last day first (a longer time).",
        )
    _refuse_files_after_first_signature(keeping, cover)


def is_running(keeping: Dossier, at: datetime) -> bool:
    """Return whether a clock of the keeping itself still forbids to destroy what it keeps."""
    return keeping.deadlines.filter(closed_at__isnull=True, name__in=sheet_of(keeping).steps[DESTROY].not_before, due__gte=at).exists()


def _refuse_in_open_matter(source: Dossier, keeping: Dossier) -> None:
    others = Dossier.objects.filter(procedure=PROCEDURE, arose_from=source, is_closed=False).exclude(pk=keeping.pk)
    if other := others.first():
        zh = f"卷宗 {source.number} 另有保存义务未了（{other.number}），不得销毁。"
        raise StepRefused(zh, f"Dossier {source.number} must still be kept under {other.number}: nothing of it may be erased.")
    if open_one := open_beside(source):
        zh = f"与卷宗 {source.number} 有关联的 {open_one.number} 尚未办结，不得销毁。"
        raise StepRefused(zh, f"{open_one.number}, which is linked with {source.number}, is still under way: nothing may be erased.")


def open_beside(source: Dossier) -> Dossier | None:
    """Return an open dossier that a dossier arose from or led to, that refers to it, or that it refers to; None where there is none."""
    keys = {*behind(source), *from_these([source.pk]), *_tied(source), *_referring(source)} - {source.pk}
    beside = Dossier.objects.filter(Q(pk__in=keys) | Q(number__in=_referred_to(source)))
    return beside.filter(is_closed=False).exclude(procedure=PROCEDURE).exclude(pk=source.pk).order_by("pk").first()


def _tied(source: Dossier) -> Iterator[int]:
    """Return the keys of dossiers that a row of some institution ties to this one, as a consultation to the case that it is on."""
    for model, columns in _ties():
        for column in columns:
            for row in model._default_manager.filter(**{column: source.pk}).values_list(*columns):
                yield from (key for key in row if key is not None)


def _ties() -> Iterator[tuple[type[Model], list[str]]]:
    for model in apps.get_models():
        columns = [one.attname for one in model._meta.concrete_fields if one.related_model is Dossier]
        if model is not Dossier and len(columns) > 1:
            yield model, columns


def _referring(source: Dossier) -> QuerySet[Entry, int | None]:
    """
    Return the keys of open dossiers whose record names this one, in whatever paper.

    Those alone forbid anything, and none named it before it was there: so their entries are read by the dossier's index, and not the whole ledger.
    """
    name = source.wire_name
    naming = Q(body__contains=f'"{name}"') | Q(body__contains=f'"{name}#')
    is_open = Dossier.objects.filter(is_closed__in=[False]).exclude(pk=source.pk).exclude(procedure=PROCEDURE)
    return Entry.objects.filter(naming, dossier__in=is_open, at__gte=source.opened_at).order_by().values_list("dossier_id", flat=True).distinct()


def _referred_to(source: Dossier) -> set[str]:
    """Return the numbers of things of this node that the record of a dossier names."""
    found: set[str] = set()
    for body in source.entries.values_list("body", flat=True):
        for value in _texts(json.loads(body)):
            try:
                name = Name.read(value)
            except BadInput:
                continue
            found |= {name.number} if name.node == settings.NODE else set()
    return found


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for value in told.values() if isinstance(told, dict) else told:
            yield from _texts(value)


def _refuse_before_time_of_record(source: Dossier, keeping: Dossier, at: datetime) -> None:
    """Count each period from the newest step of what is kept, too: one that runs from a day before that was typed before days were bounded by the record."""
    book, sheet = rulebook(), sheet_of(keeping)
    for running in keeping.deadlines.filter(closed_at__isnull=True, name__in=sheet.steps[DESTROY].not_before):
        spec = sheet.deadlines[running.name]
        if spec.from_ is None:
            continue
        on = date.fromisoformat(str(running.counting["on"])) if running.counting.get("on") else localtime(keeping.opened_at).date()
        due = reckon(book.statutes, book.calendar, spec.period, source.moved_at, on).due
        if due and due.at >= at:
            last = localtime(due.at).date()
            zh = f"自卷宗 {source.number} 最近一步（{localtime(source.moved_at).date()}）起算，“{spec.label.zh}”至 {last} 届满，此前不得销毁。"
            en = f"Counted from the newest step of {source.number}, {spec.label.en!r} ends on {last}: nothing may be erased before."
            raise StepRefused(zh, en)


def _refuse_files_after_first_signature(keeping: Dossier, cover: Cover) -> None:
    """Refuse a second signature where a file came after the first, which stands for the files that were listed then."""
    first = keeping.proposals.filter(step=DESTROY).first()
    added = [file for file in cover.going if first and file.sealed_at > first.at]
    if added:
        zh = f"第一签名之后又有文件入卷（{added[0].sha256[:16]}…），请退回后按新的清单重新签名。"
        raise StepRefused(zh, f"A file came after the first signature ({added[0].sha256[:16]}…): send it back and sign the new list.")
