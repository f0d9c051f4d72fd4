"""Notices of works on networks and of other network services come by the same door, each under its own law, and are decided row by row."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now
from noticed import PAPERS, Who, capture, captured, colleague_of, of_kind, papers
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.notices.acts import open_operator_receipt, send_notice, take_notice_in
from mingjian.institutions.notices.batches.work.fates import refuse_incomplete
from mingjian.institutions.notices.models import Notice, Target
from mingjian.institutions.notices.services.row_check import rows_differing
from mingjian.institutions.notices.targets.work.decisions import Decision, decide
from mingjian.office.dossiers.transition import take

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/video/"
WORK = {"right": "copyright", "right_mark": "《青松之歌》第一集", "right_number": "", "right_classes": "", "notice_regime": "copyright"}
HOLDER = "青松影视有限公司，杭州市文三路 90 号，电话 13900000000"
LIKENESS = {"right": "personality", "right_mark": "肖像权", "right_number": "", "right_classes": "", "notice_regime": "service"}
LONG = "该视频未经许可上传，片头、片尾和字幕与权利人发行的版本逐帧相同，见所附比对表。" * 15


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.PUBLIC_DOOR = True


def sent(who: Who, count: int = 3, **told: Any) -> Notice:
    addresses = "\n".join(f"{ITEM}{n}" for n in range(1, count + 1))
    return send_notice(at=now(), **papers(who, **{"listing_addresses": addresses, "true_identity": HOLDER, "notice_facts": LONG, **told}))


def taken(who: Who, notice: Notice) -> Notice:
    take_notice_in(notice, by=who["clerk"], at=now())
    captured(notice, who)
    return Notice.objects.get(pk=notice.pk)


def states(notice: Notice) -> list[str]:
    return list(notice.targets.order_by("position").values_list("state", flat=True))


def test_the_door_takes_a_notice_of_a_work_and_its_dossier_goes_by_the_regulation(who: Who) -> None:
    client = Client(headers={"Accept-Language": "zh-hans"})
    assert "网络上的作品、表演、录音录像" in client.get("/rights").text
    told = {**papers(who, **WORK), "true_identity": HOLDER, "listing_addresses": f"{ITEM}1", "notice_facts": LONG}
    reply = client.post("/rights", told)
    assert reply.status_code == 302, reply.text
    notice = taken(who, Notice.objects.get())
    assert notice.dossier is not None
    assert notice.dossier.procedure == "notice_copyright"
    assert "《青松之歌》第一集" in browser(who["clerk"]).get(f"/dossiers/{notice.number}").text
    take(notice.dossier, "take_measures", by=who["clerk"], at=now(), given={"measure": "delete", "reason": "未经许可"})
    assert "已采取措施" in client.get(reply["Location"]).text


@pytest.mark.parametrize("of", [WORK, LIKENESS], ids=["copyright", "service"])
def test_further_addresses_are_captured_before_they_are_measured_too(who: Who, of: dict[str, str]) -> None:
    """Under these two laws everything beyond the first measure was deleted without a capture."""
    notice, clerk = sent(who, **of), who["clerk"]
    take_notice_in(notice, by=clerk, at=now())
    notice.refresh_from_db()
    assert notice.dossier is not None
    capture(notice, who, f"{ITEM}1")
    told = {"measure": "delete", "reason": "未经许可"}
    take(notice.dossier, "take_measures", by=clerk, at=now(), given={"target_rows": "1", **told})
    with pytest.raises(StepRefused, match=f"尚未取证封存：{ITEM}2；{ITEM}3"):
        take(notice.dossier, "measure_more", by=clerk, at=now(), given={"target_rows": "2-3", **told})
    capture(notice, who, f"{ITEM}2")
    capture(notice, who, f"{ITEM}3", stands="failed")
    gone = {"waived_addresses": f"{ITEM}3", "waiver_reason": "12月1日10时经办人打开该网址，域名已不能解析，手机网络查看相同。"}
    for by in (clerk, colleague_of(clerk)):  # a page may be gone after the first measures as well as before
        take(notice.dossier, "waive_capture", by=by, at=now(), given=gone if by == clerk else {})
    take(notice.dossier, "measure_more", by=clerk, at=now(), given={"target_rows": "2-3", **told})
    assert list(notice.targets.order_by("position").values_list("state", "kept_as")) == [("measured", one) for one in ("capture", "capture", "waived")]
    assert list(rows_differing()) == []


def test_rows_of_a_work_are_decided_apart_restored_at_once_and_not_notified_again(who: Who) -> None:
    holder = of_kind("青松影视", "right_holder", "right_holder")
    notice = taken(who, sent(who, by=holder, **WORK))
    rows = list(notice.targets.order_by("position"))
    outcome = decide([(rows[0], Decision("delete", "未经许可")), (rows[1], Decision("delete", "未经许可"))], by=who["clerk"], at=now())
    assert (outcome.done, outcome.refused) == (2, [])
    assert decide([(rows[2], Decision("none", "系介绍、评论所作的适当引用"))], by=who["clerk"], at=now()).done == 1
    assert states(notice) == ["measured", "measured", "unfounded"]
    assert notice.dossier is not None
    take(notice.dossier, "receive_statement", by=who["clerk"], at=now(), given={"statement": "自己拍摄", "true_identity": "钱某，电话 13811112222"})
    assert states(notice) == ["answered", "answered", "unfounded"]
    take(notice.dossier, "confirm_restored", by=who["clerk"], at=now(), given={"delivery_receipt": "站内信"})
    assert states(notice) == ["lifted", "lifted", "unfounded"]
    assert set(notice.targets.filter(state="lifted").values_list("ended_as", flat=True)) == {"restored"}
    assert list(rows_differing()) == []
    with pytest.raises(BadInput, match="不得再次通知"):
        sent(who, by=holder, **WORK)
    assert "依法恢复" in browser(who["clerk"]).get("/notices/targets?state=lifted").text
    sent(who, **WORK, right_holder_name="另一家公司")  # what one holder's user explained binds no other


def test_what_each_law_asks_for_is_said_at_its_field(who: Who) -> None:
    for told, field, words in (
        ({**WORK, "true_identity": "电话 13900000000"}, "true_identity", "应当写明权利人的地址"),
        ({**WORK, "listing_addresses": "云集市 › 直播间 小敏好物 @ 01:12:30"}, "listing_addresses", "不是网址"),
        ({**WORK, "right_mark": ""}, "right_mark", "没有写明作品名称"),
        ({**LIKENESS, "right_mark": ""}, "right_mark", "没有写明受侵害的是哪一项权益"),
        ({**PAPERS, "notice_regime": "copyright"}, "notice_regime", "只依据著作权"),
        ({**LIKENESS, "notice_regime": "ecommerce"}, "notice_regime", "只保护知识产权"),
    ):
        with pytest.raises(BadInput, match=words) as refused:
            sent(who, **told)
        assert field in refused.value.papers
    page = Client(headers={"Accept-Language": "zh-hans"}).post("/rights", {**papers(who, **WORK), "true_identity": "电话 13900000000"})
    assert page.status_code == 422
    assert "应当写明权利人的地址" in page.text
    with pytest.raises(BadInput, match="应当写明权利人的地址"):
        refuse_incomplete({**PAPERS, **WORK, "true_identity": "电话 13900000000"}, by=who["clerk"], at=now())
    assert not Notice.objects.exists()


@pytest.mark.parametrize("told", [WORK, LIKENESS])
def test_what_is_sent_incomplete_can_be_taken_in_under_any_law(who: Who, told: dict[str, str]) -> None:
    bare = {**told, "right_mark": "", "true_identity": "电话 13900000000", "notice_facts": "见附件", "sent_incomplete": "yes"}
    notice = sent(who, 60, **bare)
    take_notice_in(notice, by=who["clerk"], at=now())
    assert notice.dossier is not None
    assert Target.objects.filter(notice=notice).count() == 60


def test_a_network_service_has_its_reasonable_days_and_a_closing_without_measures(who: Who) -> None:
    notice = taken(who, sent(who, 2, **LIKENESS))
    assert notice.dossier is not None
    dossier, clerk = notice.dossier, who["clerk"]
    with pytest.raises(StepRefused, match="尚未说明不采取措施的理由"):
        take(dossier, "close_without_measures", by=clerk, at=now(), given={"reason": "不构成侵权"})
    take(dossier, "decline_addresses", by=clerk, at=now(), given={"target_rows": "1-2", "reason": "系新闻报道中的合理使用"})
    take(dossier, "close_without_measures", by=clerk, at=now(), given={"reason": "不构成侵权"})
    assert dossier.is_closed
    take(dossier, "reopen_undecided", by=clerk, at=now(), given={"reason": "误点"})
    assert states(notice) == ["kept", "kept"]
    take(dossier, "take_measures", by=clerk, at=now(), given={"measure": "block", "reason": "未经本人同意"})
    statement = {"statement": "已获授权", "preliminary_evidence": "授权书", "true_identity": "某号主，电话 13811112222"}
    take(dossier, "receive_statement", by=clerk, at=now(), given=statement)
    take(dossier, "deliver_statement", by=clerk, at=now(), given={"delivery_receipt": "邮件"})
    day = localdate()
    take(dossier, "confirm_arrival", by=clerk, at=now(), given={"served_on": f"{day}", "reasonable_until": f"{day + timedelta(days=20)}"})
    assert states(notice) == ["arrived", "arrived"]
    take(dossier, "right_holder_acts", by=clerk, at=now(), given={"action_taken": "suit", "evidence_of_action": "立案通知书"})
    assert states(notice) == ["acted", "acted"]
    assert list(rows_differing()) == []


@pytest.mark.parametrize(
    ("told", "law", "ends", "answer"),
    [
        ({}, "电子商务法", "到达后十五日内", "第四十三条"),
        (WORK, "信息网络传播权保护条例", "不得再次通知", "信息网络传播权保护条例第十七条"),
        (LIKENESS, "民法典", "合理期限内", "民法典第一千一百九十六条"),
    ],
)
def test_the_law_that_a_notice_goes_by_stands_before_holder_platform_and_operator(who: Who, told: dict[str, Any], law: str, ends: str, answer: str) -> None:
    notice = taken(who, sent(who, **told))
    assert notice.dossier is not None
    take(notice.dossier, "take_measures", by=who["clerk"], at=now(), given={"measure": "delete", "reason": "未经许可"})
    receipt = open_operator_receipt(notice, by=who["clerk"], at=now(), receipt_operator="某店")
    door = Client(headers={"Accept-Language": "zh-hans"})
    for page in (
        door.get(f"/rights/{notice.code}").text,
        browser(who["clerk"]).get(f"/dossiers/{notice.number}").text,
        door.get(f"/seller/{receipt.code}").text,
    ):
        assert "适用的规定" in page
        assert law in page
        assert ends in page
    assert answer in door.get(f"/seller/{receipt.code}").text
    waiting = sent(who, 2, **told)
    assert law in browser(who["clerk"]).get(f"/notices/{waiting.number}").text
