"""
Steps of a case that end the display of its penalty, or change it: the page that the public sees here follows.

Without one here, a penalty is shown elsewhere, and the step tells of it alone.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from mingjian.core.errors import StepRefused
from mingjian.core.procedure import rulebook
from mingjian.institutions.publication.models import RELEASED, Publication, Version
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import step
from mingjian.office.models import Dossier, Officer
from mingjian.office.record.entries import enter


@step("admin_case")
def withdraw_publication(dossier: Dossier, *, by: Officer, at: datetime, note: str = "") -> None:
    """Take the page off, too; the public reads why."""
    if _shown_here(dossier) and not note.strip():
        zh, en = "本节点正在公示此处罚：请写明撤下的理由，公众将在原页面看到。", "This node shows the penalty: say why it is taken down; the public reads it."
        raise StepRefused(zh, en)
    _take_off(dossier, "withdraw_publication", note, by, at)


@step("admin_case")
def end_display(dossier: Dossier, *, by: Officer, at: datetime, note: str = "") -> None:
    """Take the page off at the end of its time."""
    _take_off(dossier, "end_display", note, by, at)


@step("admin_case")
def end_display_by_class(dossier: Dossier, *, by: Officer, at: datetime, reason: str) -> None:
    """Take the page off at the end of the longest time of its class."""
    _take_off(dossier, "end_display_by_class", reason, by, at)


@step("admin_case")
def grant_repair(dossier: Dossier, *, by: Officer, at: datetime, note: str = "") -> None:
    """Take the page off, since the party's credit is repaired."""
    _take_off(dossier, "grant_repair", note, by, at)


@step("admin_case")
def publish(dossier: Dossier, *, by: Officer, at: datetime, published_at_address: str, **_: Any) -> None:
    """
    Refuse to say that a penalty is on display while nobody can read it.

    Where this node shows penalties to the public, the release of a draft takes the step, and nothing else does. On a node without a public portal it tells of a
    page elsewhere, by its whole address.
    """
    _refuse_beside_a_draft(dossier)
    if Version.objects.filter(publication__case__dossier=dossier, released_at=at).exists():
        return  # the act that releases a draft takes the step
    if settings.PUBLIC_DOOR:
        zh = "本节点对公众公示处罚，不能只登记“已公示”：请在“处罚公示”栏起草公示稿，由另一名人员核对并发布，发布时本步骤即办理。"
        en = "This node shows penalties to the public: draft the publication on the case's page; another officer releases it, and that takes this step."
        raise StepRefused(zh, en)
    address = published_at_address.strip()
    if not (address.lower().startswith(("http://", "https://")) and urlsplit(address).hostname):
        zh = "本节点没有公众查询入口：请写明在其他系统公示该处罚的完整网址（以 http:// 或者 https:// 开头）。"
        raise StepRefused(zh, "This node has no public portal: give the whole address (http:// or https://) at which another system shows the penalty.")


@step("admin_case")
def correct_publication(dossier: Dossier, *, by: Officer, at: datetime, reason: str, published_at_address: str = "") -> None:
    """Refuse it where this node shows the penalty and no new text was released: the public would go on reading the old one."""
    _refuse_beside_a_draft(dossier)
    found = _shown_here(dossier)
    if found and found.shown and found.shown.released_at != at:
        zh = "本节点正在公示此处罚：请先在“处罚公示”栏起草更正，由另一名人员发布。"
        en = "This node shows it: draft the correction under publication; another officer releases it."
        raise StepRefused(zh, en)


def _shown_here(dossier: Dossier) -> Publication | None:
    """Return what the public sees here of a case."""
    return Publication.objects.filter(case__dossier=dossier, standing=RELEASED).first()


def _take_off(dossier: Dossier, name: str, why: str, by: Officer, at: datetime) -> None:
    found = _shown_here(dossier)
    if found is None:
        return  # shown elsewhere, or taken off by the act that takes this step
    said = why.strip() or sheet_of(dossier).steps[name].label.zh
    found.take_off(at, said)
    kind = rulebook().acts["publication.take_down"].enters
    enter(kind, at=at, about=found, by=by, dossier=dossier, publication=found.number, papers={"reason": said}, stands=found.standing)


def _refuse_beside_a_draft(dossier: Dossier) -> None:
    found = Publication.objects.filter(case__dossier=dossier).first()
    if found and found.waiting:
        zh = "本案有一份公示稿等待发布：请由起草人以外的人员在“处罚公示”栏核对并发布。"
        raise StepRefused(zh, "A draft waits under publication: somebody else than whoever drafted it reads and releases it there.")
