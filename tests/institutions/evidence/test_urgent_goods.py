"""Dangerous goods: who finds them tells authority, platform and holder at once; each confirms for itself, and the report reaches the authority that is here."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from noticed import of_kind
from people import browser

from mingjian.core.errors import NotPermitted, StepRefused
from mingjian.institutions.evidence.models import Capture
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Awaiting, Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
PAGE = "https://yunjishi.example/item/7"
FACTS = "某品牌插座，批号 20260901，已有两起通电起火，约 300 件销往省内；请立即停止销售、核查来源，并通知已购买的消费者。" * 8


def found(who: Who, by: str = "clerk") -> Dossier:
    officer = who[by]
    assert officer.department is not None
    told = {"illegal_listing": PAGE, "why_illegal": "无强制性认证，通电起火", "field": "general"}
    dossier = open_dossier(
        Opening("emergency_takedown", f"U-{by}", "起火插座", officer=officer), by=officer, department=officer.department, at=now(), given=told
    )
    Capture.objects.create(number=f"W-{by}", dossier=dossier, url=PAGE, asked_by=officer, asked_at=now(), stands="kept")
    return dossier


def tell(dossier: Dossier, by: Officer, whom: Officer, danger: str = "electrical") -> None:
    take(dossier, "tell_at_once", by=by, at=now(), given={"told_department": whom.department_id, "danger": danger, "danger_facts": FACTS})


def asked(dossier: Dossier, step: str) -> set[str]:
    return set(Awaiting.objects.filter(dossier=dossier, step=step).values_list("department__name_zh", flat=True))


def test_each_that_was_told_is_asked_and_confirms_for_itself(who: Who) -> None:
    holder = of_kind("安全电器公司", "right_holder", "right_holder")
    other = of_kind("快买网平台", "platform", "platform_clerk")
    dossier = found(who)
    assert asked(dossier, "confirm_told") == set()
    for whom in (who["li"], other, holder):
        tell(dossier, who["clerk"], whom)
    assert asked(dossier, "confirm_told") == {"桐庐县局", "快买网平台", "安全电器公司"}
    assert asked(dossier, "take_down") == {"云集市平台"}  # what the platform owes waits beside
    for one in (who["li"], other, holder):
        page = browser(one).get(f"/dossiers/{dossier.number}").text
        assert "确认收到紧急告知" in page
        assert "通电起火" in page
    with pytest.raises(NotPermitted, match="真伪由权利人辨认"):
        take(dossier, "confirm_told", by=who["li"], at=now(), given={"told_answer": "counterfeit"})
    take(dossier, "confirm_told", by=holder, at=now(), given={"told_answer": "counterfeit", "note": "吊牌、喷码均与正品不同"})
    assert asked(dossier, "confirm_told") == {"桐庐县局", "快买网平台"}
    with pytest.raises(StepRefused, match="已经确认过"):
        take(dossier, "confirm_told", by=holder, at=now() + timedelta(minutes=1), given={"told_answer": "genuine"})
    with pytest.raises(StepRefused, match="未被告知"):
        take(dossier, "confirm_told", by=who["clerk"], at=now(), given={"told_answer": "acting"})  # nobody told the platform itself
    take(dossier, "confirm_told", by=who["li"], at=now(), given={"told_answer": "acting"})
    take(dossier, "confirm_told", by=other, at=now(), given={"told_answer": "not_ours"})
    assert asked(dossier, "confirm_told") == set()
    tell(dossier, who["clerk"], who["li"])  # once more, of a further lot
    assert asked(dossier, "confirm_told") == {"桐庐县局"}


def test_an_authority_tells_platforms_and_the_holder_and_nobody_itself(who: Who) -> None:
    holder = of_kind("安全电器公司", "right_holder", "right_holder")
    dossier = found(who, "li")
    with pytest.raises(StepRefused, match="不能告知本单位"):
        tell(dossier, who["li"], who["wang"])
    tell(dossier, who["li"], holder, "drugs")
    tell(dossier, who["li"], who["clerk"], "drugs")
    assert asked(dossier, "confirm_told") == {"安全电器公司", "云集市平台"}
    take(dossier, "notify_platform", by=who["li"], at=now(), given={"platform_department": who["clerk"].department_id, "order_number": "令1号"})
    take(dossier, "confirm_told", by=who["clerk"], at=now(), given={"told_answer": "acting"})
    assert asked(dossier, "confirm_told") == {"安全电器公司"}


def test_the_report_reaches_the_authority_which_receives_it_or_pursues_it(who: Who) -> None:
    dossier = found(who)
    holder = of_kind("安全电器公司", "right_holder", "right_holder")
    take(dossier, "take_down", by=who["clerk"], at=now(), given={"measure": "delete", "records_kept": "快照", "field": "general"})
    told = {"report_to": "platform_market", "reported_department": holder.department_id}
    with pytest.raises(StepRefused, match="有人员能够办理"):
        take(dossier, "report_here", by=who["clerk"], at=now(), given=told)
    tell(dossier, who["clerk"], who["zhao"])
    take(dossier, "report_here", by=who["clerk"], at=now(), given=told | {"reported_department": who["li"].department_id})
    assert dossier.state == "awaiting_receipt"
    assert not dossier.deadlines.filter(closed_at__isnull=True).exists()  # what the platform owed is done
    assert asked(dossier, "receive_report") == {"桐庐县局"}  # and not the neighbour, who was told before
    assert asked(dossier, "confirm_told") == {"淳安县局"}
    assert "现在由您" in browser(who["li"]).get(f"/dossiers/{dossier.number}").text
    assert f"/dossiers/{dossier.number}" in browser(who["li"]).get("/").text
    with pytest.raises(NotPermitted, match="没有送达本单位"):
        take(dossier, "receive_report", by=who["zhao"], at=now(), given={})
    take(dossier, "receive_report", by=who["li"], at=now(), given={})
    assert dossier.is_closed
    take(dossier, "confirm_told", by=who["zhao"], at=now(), given={"told_answer": "acting"})  # a late word is taken


def test_nobody_else_reads_or_confirms(who: Who) -> None:
    dossier = found(who)
    tell(dossier, who["clerk"], who["li"])
    assert browser(who["qian"]).get(f"/dossiers/{dossier.number}").status_code == 404
    assert browser(of_kind("别家平台", "platform", "platform_clerk")).get(f"/dossiers/{dossier.number}").status_code == 404


def test_who_was_only_told_neither_ends_the_dossier_nor_seats_others(who: Who) -> None:
    """Any body that was told ended it alone, by `record_outcome` or `take_up_breach`, and named further readers."""
    dossier = found(who)
    tell(dossier, who["clerk"], who["zhao"])
    for step, given in (("record_outcome", {"measure": "delete", "records_kept": "口头"}), ("take_up_breach", {"breach": "未处置"})):
        with pytest.raises(NotPermitted, match="只是被告知"):
            take(dossier, step, by=who["zhao"], at=now(), given=given)
    with pytest.raises(NotPermitted, match="登记、发送或者承办"):
        tell(dossier, who["zhao"], who["qian"])
    page = browser(who["zhao"]).get(f"/dossiers/{dossier.number}").text
    assert "只是被告知" in page  # said before anything is filled in
    own = found(who, "li")
    take(own, "notify_platform", by=who["li"], at=now(), given={"platform_department": who["clerk"].department_id, "order_number": "令1号"})
    tell(own, who["li"], who["zhao"])  # who opened it goes on telling, and ends it, after the platform holds it
    take(own, "record_outcome", by=who["li"], at=now(), given={"measure": "delete", "records_kept": "平台回函"})
    assert own.is_closed


def test_a_report_that_the_wrong_authority_got_goes_to_another(who: Who) -> None:
    """It hung until an authority received it that was not competent, or where nobody could."""
    dossier = found(who)
    take(dossier, "take_down", by=who["clerk"], at=now(), given={"measure": "delete", "records_kept": "快照", "field": "general"})
    for whom in (who["zhao"], who["li"]):
        assert "报告本系统内的主管部门" in browser(who["clerk"]).get(f"/dossiers/{dossier.number}").text
        told = {"report_to": "platform_market", "reported_department": whom.department_id}
        take(dossier, "report_here", by=who["clerk"], at=now(), given=told)
    assert asked(dossier, "receive_report") == {"桐庐县局"}
    with pytest.raises(NotPermitted, match="转为线索"):
        take(dossier, "receive_report", by=who["zhao"], at=now(), given={})
    take(dossier, "receive_report", by=who["li"], at=now(), given={})
    assert dossier.is_closed
