"""Appeals against figures of accuracy: a side says that a notice is counted wrongly, an authority decides, and how many there were stands beside the figure."""

from typing import Any

import pytest
from django.utils.timezone import now
from noticed import SENT, Who, captured, colleague_of, of_kind, papers
from people import browser, department_of

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.notices.acts import appeal_figure, decline_notice, dismiss_figure_appeal, send_notice, take_notice_in, uphold_figure_appeal
from mingjian.institutions.notices.models import FigureAppeal, Notice
from mingjian.institutions.notices.news import figures_appealed
from mingjian.institutions.notices.services.accuracy import accuracy_of
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.queries import accuracy_of_platforms, appeals_of_platforms
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
WHY = "该通知因平台系统升级误点“不予接收”，内容完整，见回执。" * 20


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def holder(who: Who) -> Officer:
    return of_kind("青松公司", "right_holder", "right_holder")


def appealed(notice: Notice, by: Officer, figure: str) -> FigureAppeal:
    made: FigureAppeal = appeal_figure(notice, by=by, at=now(), appealed_figure=figure, complaint_authority=department_of("county").pk, reason=WHY)
    return made


def test_a_holders_appeal_takes_the_notice_out_of_the_figure_once_an_authority_upholds_it(who: Who, holder: Officer) -> None:
    notice = send_notice(by=holder, at=now(), **papers(who))
    decline_notice(notice, by=who["clerk"], at=now(), reason="不是侵权通知")
    assert accuracy_of(notice.right, now()).precision.judged == 1
    client = browser(holder)
    page = client.get(notice.right.get_absolute_url()).text
    assert f"/acts/notice/{notice.number}/appeal_figure?appealed_figure=notifier" in page
    made = appealed(notice, holder, "notifier")
    told = accuracy_of(notice.right, now())
    assert (told.precision.judged, told.appeals, told.upheld) == (1, 1, 0)  # counted as before until it is decided
    assert figures_appealed(who["wang"], now()) is not None
    assert figures_appealed(who["li"], now()) is None
    assert client.get(made.get_absolute_url()).status_code == 200
    with pytest.raises(NotPermitted):
        uphold_figure_appeal(made, by=who["clerk"], at=now(), reason="由平台自己决定")
    assert "申诉成立" in browser(who["wang"]).get(made.get_absolute_url()).text
    uphold_figure_appeal(made, by=who["wang"], at=now(), reason="回执显示内容完整")
    told = accuracy_of(notice.right, now())
    assert (told.precision.judged, told.appeals, told.upheld) == (0, 1, 1)
    assert "对本项的申诉 1 件，成立、不再计入 1 件" in client.get(notice.right.get_absolute_url()).text
    assert "回执显示内容完整" in client.get(made.get_absolute_url()).text
    assert figures_appealed(who["wang"], now()) is None
    with pytest.raises(StepRefused, match="已经申诉过一次"):
        appealed(notice, holder, "notifier")


def test_a_platforms_figure_is_appealed_in_the_same_way_and_the_public_reads_how_often(who: Who, holder: Officer) -> None:
    notice = send_notice(by=holder, at=now(), **papers(who))
    take_notice_in(notice, by=who["clerk"], at=now())
    captured(notice, who)
    notice = Notice.objects.get(pk=notice.pk)
    assert notice.dossier is not None
    take(notice.dossier, "take_measures", by=who["clerk"], at=now(), given={"measure": "delete", "reason": "相同"})
    entry = take(notice.dossier, "lift_by_mistake", by=who["clerk"], at=now(), given={"reason": "误点"})
    told = {"day": SENT.date(), "decided_at": SENT, "platform": who["clerk"].department, "right_kind": "trademark", "addresses": 1, "hours": 1}
    PublicReason.objects.create(uid="R1", entry_index=entry.index, of_notice="x", decision="lift_by_mistake", **told)
    assert accuracy_of_platforms()[0][2].judged == 1
    with pytest.raises(NotPermitted):
        appealed(notice, holder, "platform")  # the figure is the platform's
    made = appealed(notice, colleague_of(who["clerk"]), "platform")
    assert browser(who["li"]).get("/reasons/monthly").text.count("申诉 1 件，成立、不再计入 0 件") == 1
    dismiss_figure_appeal(made, by=who["wang"], at=now(), reason="确系误采取，应当计入")
    assert accuracy_of_platforms()[0][2].judged == 1
    assert appeals_of_platforms() == {"云集市平台": (1, 0)}
    FigureAppeal.objects.update(standing="upheld")
    assert accuracy_of_platforms() == []
