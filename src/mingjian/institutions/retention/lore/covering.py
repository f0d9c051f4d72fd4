"""What an erasure covers, and what forbids it."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.retention.models import Erasure
from mingjian.office.models import Dossier, PersonalValue, SealedFile

PROCEDURE = "retention"
HELD = "held"


def covered(keeping: Dossier) -> list[Dossier]:
    """Give the dossiers whose files and personal values are kept: the one by which they are, and the one that it was opened from."""
    return [keeping, *([keeping.arose_from] if keeping.arose_from else [])]


def refuse_too_early(keeping: Dossier) -> None:
    """Raise StepRefused where something is to be erased that is under way, is another department's, is held by another duty to keep, or has no time."""
    source = keeping.arose_from
    if source is not None:
        _refuse_of(source, keeping)
    dossiers = covered(keeping)
    has_any = SealedFile.objects.filter(dossier__in=dossiers).exists() or PersonalValue.objects.filter(dossier__in=dossiers).exists()
    if has_any and not keeping.deadlines.exists():
        raise StepRefused(
            "没有查到此类记录的保存期限，不能据以销毁；请先以“确定更长的保存期”写明届满日。",
            "No period was found for this kind of record, so nothing says that it is over: fix a last day first (a longer time).",
        )


def _refuse_of(source: Dossier, keeping: Dossier) -> None:
    if source.department_id != keeping.department_id:
        zh, en = f"卷宗 {source.number} 由其他部门持有，不能由本部门销毁。", f"Dossier {source.number} is held by another department: it is not yours to erase."
        raise StepRefused(zh, en)
    if not source.is_closed:
        raise StepRefused(f"卷宗 {source.number} 尚未办结，不得销毁。", f"Dossier {source.number} is still under way: nothing of it may be erased.")
    others = Dossier.objects.filter(procedure=PROCEDURE, arose_from=source, is_closed=False).exclude(pk=keeping.pk)
    if other := others.first():
        zh = f"卷宗 {source.number} 另有保存义务未了（{other.number}），不得销毁。"
        raise StepRefused(zh, f"Dossier {source.number} must still be kept under {other.number}: nothing of it may be erased.")
    if open_one := source.led_to.filter(is_closed=False).exclude(procedure=PROCEDURE).first():
        zh = f"由卷宗 {source.number} 引起的 {open_one.number} 尚未办结，不得销毁。"
        raise StepRefused(zh, f"{open_one.number}, which arose from {source.number}, is still under way: nothing may be erased.")


def erased_dossiers() -> set[int]:
    """Give the keys of the dossiers whose files were erased: their rows stand for no bytes any more."""
    pairs = Erasure.objects.values_list("keeping", "covered")
    return {key for pair in pairs for key in pair if key is not None}
