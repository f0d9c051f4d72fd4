"""Each address of a notice is its own row: captured, decided, answered, with its own days."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from noticed import SENT, Who, capture, colleague_of, of_kind, papers, taken_in
from people import browser

from mingjian.core.errors import BadInput, StepRefused
from mingjian.institutions.evidence.captures.work import visits
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.acts import send_notice, take_notice_in
from mingjian.institutions.notices.models import Notice, Target
from mingjian.institutions.notices.news import waits_over
from mingjian.institutions.notices.services.accuracy import accuracy_of
from mingjian.institutions.notices.services.reasons import statements_of
from mingjian.institutions.notices.services.row_check import rows_differing
from mingjian.institutions.notices.services.rows import positions_of, rows_said, tie_rows
from mingjian.institutions.notices.targets.work.decisions import Decision, decide
from mingjian.office.dossiers.transition import take
from mingjian.office.jobs.models import Job
from mingjian.office.models import Dossier, Entry, Officer

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None, db: None) -> Iterator[None]:
    """Open the public door; whatever a test did by steps, the audit replays it to the same rows."""
    settings.PUBLIC_DOOR = True
    yield
    assert list(rows_differing()) == []


def notice_of(who: Who, count: int = 6, **told: Any) -> Notice:
    return taken_in(who, listing_addresses="\n".join(f"{ITEM}{n}" for n in range(1, count + 1)), **told)


def states(notice: Notice) -> list[str]:
    return list(notice.targets.order_by("position").values_list("state", flat=True))


def keep(notice: Notice, who: Who, *numbers: int) -> None:
    for number in numbers:
        capture(notice, who, f"{ITEM}{number}")


def step(notice: Notice, name: str, by: Officer, days: float = 1, **given: Any) -> None:
    assert notice.dossier is not None
    take(notice.dossier, name, by=by, at=SENT + days * DAY, given=given)


def test_rows_are_written_as_people_write_them() -> None:
    assert positions_of("1-3, 7，9至10 5", 10) == [1, 2, 3, 7, 9, 10, 5]
    assert rows_said([5, 1, 2, 3, 9, 10]) == "1-3, 5, 9-10"
    for wrong in ("0", "11", "3-1", "x", "1-", "99999999"):
        with pytest.raises(StepRefused, match="行号"):
            positions_of(wrong, 10)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("position", "forged"),
    [
        (1, {"measure": "disconnect"}),
        (1, {"state": "unfounded", "measure": ""}),
        (2, {"state": "kept", "measure": "", "decided_at": None}),
        (4, {"state": "measured", "measure": "delete"}),
        (6, {"state": "measured", "measure": "delete", "decided_at": SENT}),
    ],
)
def test_a_row_that_was_decided_by_no_step_is_named_by_the_audit(who: Who, position: int, forged: dict[str, Any]) -> None:
    notice, clerk = notice_of(who), who["clerk"]
    keep(notice, who, 1, 2, 3)
    step(notice, "take_measures", clerk, target_rows="1-3", measure="delete", reason="鞋舌标识相同")
    step(notice, "decline_addresses", clerk, target_rows="4-5", reason="系权利人授权的经销商")
    row = notice.targets.filter(position=position)
    before = row.values(*forged).get()
    row.update(**forged)
    (found,) = rows_differing()
    assert (found.about, f"第 {position} 行" in found.text.zh) == (notice.number, True)
    row.update(**before)


def test_some_addresses_are_measured_others_are_declined_each_with_its_reason(who: Who) -> None:
    """One measure and one reason stood for fifty addresses: "remove 48, keep 2" could not be said."""
    notice, clerk = notice_of(who), who["clerk"]
    keep(notice, who, 1, 2, 3)
    step(notice, "take_measures", clerk, target_rows="1-2", measure="delete", reason="鞋舌标识相同")
    step(notice, "measure_more", clerk, target_rows="3", measure="disconnect", reason="吊牌不存在", automation="person")
    step(notice, "decline_addresses", clerk, target_rows="4-5", reason="系权利人授权的经销商")
    assert states(notice) == ["measured"] * 3 + ["unfounded"] * 2 + ["waiting"]
    told = [(one.rows, one.facts, one.measure.zh if one.measure else "") for one in statements_of(notice)]
    assert told == [("1-2", "鞋舌标识相同", "删除"), ("3", "吊牌不存在", "断开链接"), ("4-5", "系权利人授权的经销商", "")]
    with pytest.raises(StepRefused, match="尚未取证"):
        step(notice, "measure_more", clerk, target_rows="6", measure="delete", reason="同上")
    with pytest.raises(StepRefused, match="第 1-2 行"):
        step(notice, "measure_more", clerk, target_rows="1-2", measure="delete", reason="同上")
    with pytest.raises(StepRefused, match="第 6 行"):  # nothing is closed while an address waits to be decided
        step(notice, "keep_without_statement", clerk)


def test_without_rows_a_measure_is_for_all_that_are_left_and_one_that_is_not_sealed_stops_it(who: Who) -> None:
    notice = notice_of(who, 3)
    step(notice, "decline_addresses", who["clerk"], target_rows="2", reason="不属于同类商品")
    keep(notice, who, 1)
    with pytest.raises(StepRefused, match=f"{ITEM}3"):
        step(notice, "take_measures", who["clerk"], measure="delete", reason="充分")
    keep(notice, who, 3)
    step(notice, "take_measures", who["clerk"], measure="delete", reason="充分")
    assert states(notice) == ["measured", "unfounded", "measured"]
    row = notice.targets.get(position=1)
    assert (row.kept_as, row.capture.url if row.capture else "") == ("capture", f"{ITEM}1")
    step(notice, "lift_by_mistake", who["clerk"], 2, reason="误操作")
    assert states(notice) == ["kept", "unfounded", "kept"]


def test_what_was_declined_unseen_is_measured_once_it_is_captured_and_stays_declined_until_then(who: Who) -> None:
    """It was refused for good as "not captured", however often it was captured."""
    notice, clerk = notice_of(who, 3), who["clerk"]
    keep(notice, who, 1)
    step(notice, "take_measures", clerk, target_rows="1", measure="delete", reason="鞋舌标识相同")
    step(notice, "decline_addresses", clerk, target_rows="2-3", reason="看不出所售商品")
    with pytest.raises(StepRefused, match="尚未取证"):
        step(notice, "measure_more", clerk, target_rows="2", measure="delete", reason="另有证据")
    keep(notice, who, 2, 3)
    tie_rows(notice)
    assert states(notice) == ["measured", "unfounded", "unfounded"]
    step(notice, "measure_more", clerk, target_rows="2", measure="delete", reason="另有证据")
    assert states(notice) == ["measured", "measured", "unfounded"]


def test_a_notice_of_which_no_address_is_measured_is_closed_with_reasons_and_counts_as_not_held(who: Who) -> None:
    notice = notice_of(who, 2)
    step(notice, "decline_addresses", who["clerk"], target_rows="1", reason="正品")
    with pytest.raises(StepRefused, match="第 2 行"):
        step(notice, "close_without_measures", who["clerk"], reason="均不构成侵权")
    step(notice, "decline_addresses", who["clerk"], target_rows="2", reason="正品")
    step(notice, "close_without_measures", who["clerk"], reason="均不构成侵权")
    assert notice.dossier is not None
    assert notice.dossier.is_closed
    assert (accuracy_of(notice.right, SENT + 2 * DAY).precision.judged, accuracy_of(notice.right, SENT + 2 * DAY).precision.right) == (1, 0)
    step(notice, "reopen_undecided", who["clerk"], 2, reason="权利人补充了证据")
    assert states(notice) == ["waiting", "waiting"]


@pytest.fixture
def measured(who: Who) -> tuple[Notice, Officer, Officer]:
    """Three addresses measured, of a holder with an account, and an operator let in."""
    holder, seller = of_kind("青松", "right_holder", "right_holder"), of_kind("青禾鞋行", "operator", "operator")
    lines = "\n".join(f"{ITEM}{n}" for n in (1, 2, 3))
    notice: Notice = send_notice(by=holder, at=SENT, **papers(who, listing_addresses=lines))
    take_notice_in(notice, by=who["clerk"], at=SENT)
    notice = Notice.objects.get(pk=notice.pk)
    keep(notice, who, 1, 2, 3)
    step(notice, "take_measures", who["clerk"], measure="delete", reason="充分")
    step(notice, "forward_notice", who["clerk"], delivery_receipt="站内信", operator_department=seller.department_id)
    return notice, holder, seller


def answered(notice: Notice, who: Who, seller: Officer, rows: str) -> None:
    step(notice, "answer_addresses", seller, 2, target_rows=rows, statement="系正品", preliminary_evidence="进货单", true_identity="某店主")
    step(notice, "forward_answers", who["clerk"], 3, target_rows=rows, delivery_receipt="站内信")


def test_a_statement_on_one_address_starts_the_days_of_that_address_alone(who: Who, measured: tuple[Notice, Officer, Officer]) -> None:
    notice, holder, seller = measured
    answered(notice, who, seller, "2")
    assert states(notice) == ["measured", "arrived", "measured"]
    row = notice.targets.get(position=2)
    assert (str(row.arrived_on), row.due.astimezone().date().isoformat() if row.due else "") == ("2026-11-05", "2026-11-20")
    with pytest.raises(StepRefused, match="尚未届满"):
        step(notice, "lift_addresses", who["clerk"], 10, target_rows="2", lift_ground="lapsed", reason="期满")
    with pytest.raises(StepRefused, match="尚未到达"):
        step(notice, "lift_addresses", who["clerk"], 30, target_rows="1", lift_ground="lapsed", reason="期满")
    with pytest.raises(StepRefused, match="没有权利人投诉或者起诉"):
        step(notice, "lift_addresses", who["clerk"], 30, target_rows="2", lift_ground="decision", reason="判决")
    with pytest.raises(StepRefused, match="声明尚未办结"):
        step(notice, "keep_without_statement", who["clerk"], 30)
    before = accuracy_of(notice.right, SENT + 30 * DAY)
    step(notice, "lift_addresses", who["clerk"], 30, target_rows="2", lift_ground="lapsed", reason="期满未收到通知")
    after = accuracy_of(notice.right, SENT + 30 * DAY)
    assert states(notice) == ["measured", "lifted", "measured"]
    assert notice.targets.get(position=2).ended_as == "lapsed"
    assert (before.precision, before.failed) == (after.precision, after.failed)  # neither upheld nor dismissed: it counts against nobody
    del holder


def test_the_holder_acts_on_one_address_and_its_measure_stands(who: Who, measured: tuple[Notice, Officer, Officer]) -> None:
    notice, holder, seller = measured
    answered(notice, who, seller, "1-2")
    step(notice, "act_on_addresses", holder, 5, target_rows="1", action_taken="suit", evidence_of_action="受理通知书")
    assert states(notice) == ["acted", "arrived", "measured"]
    with pytest.raises(StepRefused, match="已经投诉、起诉"):
        step(notice, "lift_addresses", who["clerk"], 30, target_rows="1-2", lift_ground="lapsed", reason="期满")
    step(notice, "lift_addresses", who["clerk"], 30, target_rows="1", lift_ground="decision", reason="（2026）浙01民终1号")
    with pytest.raises(StepRefused, match="自行撤回"):
        step(notice, "lift_addresses", who["clerk"], 31, target_rows="2", lift_ground="withdrawn", reason="权利人来电")


def test_without_an_account_the_days_begin_when_the_page_of_the_receipt_is_opened(who: Who, client: Any) -> None:
    notice, seller = notice_of(who, 2), of_kind("青禾鞋行", "operator", "operator")
    keep(notice, who, 1, 2)
    step(notice, "take_measures", who["clerk"], measure="delete", reason="充分")
    step(notice, "forward_notice", who["clerk"], delivery_receipt="站内信", operator_department=seller.department_id)
    answered(notice, who, seller, "1")
    assert states(notice) == ["forwarded", "measured"]
    page = client.get(f"/rights/{notice.code}").text
    assert states(notice) == ["arrived", "measured"]
    assert Entry.objects.filter(kind="statement_seen").count() == 1
    assert "系正品" in client.get(f"/rights/{notice.code}").text
    assert Entry.objects.filter(kind="statement_seen").count() == 1
    del page


def test_what_happens_to_the_notice_as_a_whole_moves_the_rows_that_have_nothing_of_their_own(who: Who, measured: tuple[Notice, Officer, Officer]) -> None:
    notice, _, seller = measured
    step(notice, "receive_statement", seller, 2, statement="均系正品", preliminary_evidence="进货单", true_identity="某店主")
    step(notice, "deliver_statement", who["clerk"], 3, delivery_receipt="站内信")
    step(notice, "confirm_arrival", who["clerk"], 3, served_on="2026-11-05")
    assert states(notice) == ["arrived"] * 3
    step(notice, "lift_measures", who["clerk"], 30, reason="期满")
    assert states(notice) == ["lifted"] * 3
    assert set(notice.targets.values_list("ended_as", flat=True)) == {"lapsed"}
    step(notice, "restore_measures", who["clerk"], 31, reason="起诉通知误投")
    assert states(notice) == ["arrived"] * 3


def test_two_sign_that_a_page_is_gone_and_its_row_says_so(who: Who) -> None:
    notice = notice_of(who, 2)
    capture(notice, who, f"{ITEM}1", stands="failed")
    why = "11月3日10时用两个浏览器打开，均提示连接被拒绝，服务器无应答。"
    step(notice, "waive_capture", who["clerk"], waived_addresses=f"{ITEM}1", waiver_reason=why)
    tie_rows(notice)
    assert states(notice) == ["waiting", "waiting"]  # one signature waives nothing
    step(notice, "waive_capture", colleague_of(who["clerk"]), waived_addresses=f"{ITEM}1", waiver_reason=why)
    tie_rows(notice)
    assert notice.targets.get(position=1).kept_as == "waived"


def test_many_are_decided_over_several_notices_and_one_that_refuses_stops_no_other(who: Who) -> None:
    first, second = notice_of(who, 2), notice_of(who, 2, right_holder_name="白鹭公司")
    waiting: Notice = send_notice(at=SENT, **papers(who, listing_addresses=f"{ITEM}9", right_holder_name="红枫公司"))
    keep(first, who, 1, 2)
    one = Decision("delete", "标识相同", "assisted")
    outcome = decide(((row, one) for row in Target.objects.select_related("notice__dossier")), by=who["clerk"], at=SENT + DAY)
    assert outcome.done == 2
    assert sorted(number for number, _ in outcome.refused) == sorted([second.number, waiting.number])
    assert states(first) == ["measured", "measured"]
    for wrong in (Decision("", "x"), Decision("delete", " "), Decision("jail", "x")):
        with pytest.raises(BadInput):
            decide([(second.targets.get(position=1), wrong)], by=who["clerk"], at=SENT + DAY)
    with pytest.raises(BadInput, match="勾选"):
        decide([], by=who["clerk"], at=SENT + DAY)


def test_the_table_is_sifted_ticked_and_decided_and_keeps_what_was_filled_in(who: Who) -> None:
    notice = notice_of(who, 4)
    keep(notice, who, 1, 2, 3)
    page, at = browser(who["clerk"]), f"/notices/{notice.number}/targets"
    rows = {row.position: row.pk for row in notice.targets.all()}
    shown = page.get(at).text
    assert f"{ITEM}4" in shown
    assert page.get("/notices/targets?state=kept").text.count(f"{ITEM}") >= 3
    assert f"{ITEM}4" not in page.get("/notices/targets?state=kept").text
    assert f"{ITEM}4" in page.get(f"/notices/targets?q={ITEM}4").text
    assert f"{ITEM}4" not in page.get(f"/notices/targets?q={ITEM}3").text
    assert page.post(f"/notices/targets/{rows[3]}/draft", {f"measure-{rows[3]}": "none", f"reason-{rows[3]}": "系授权经销商"}).status_code == 204
    assert "系授权经销商" in browser(colleague_of(who["clerk"])).get(at).text  # kept, though the page was left, for whoever goes on
    reply = page.post(at, {"which": "ticked", "row": [rows[1], rows[2]], "measure": "delete", "reason": "标识相同", "back": f"{at}?state=open"})
    assert reply.headers["Location"] == f"{at}?state=open"
    page.post(at, {"which": "own"})
    assert states(notice) == ["measured", "measured", "unfounded", "waiting"]
    assert notice.targets.get(position=3).reason == "系授权经销商"
    told = page.post(at, {"which": "all", "measure": "delete", "reason": "同上"}, follow=True).text
    assert "尚未取证封存" in told
    assert states(notice)[3] == "waiting"
    listed = b"".join(page.get(f"{at}?as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "系授权经销商" in listed
    holder = of_kind("某公司", "right_holder", "right_holder")
    assert browser(holder).get(at).status_code == 404
    assert browser(holder).post("/notices/targets", {"which": "all", "measure": "delete", "reason": "x"}).status_code == 403
    assert browser(holder).post(f"/notices/targets/{rows[4]}/draft", {}).status_code in (403, 404)


def test_a_row_does_not_carry_all_addresses_of_its_notice_along(who: Who) -> None:
    """Ten thousand rows with ten thousand addresses each took eighteen gigabytes of memory."""
    notice = notice_of(who, 5)
    page = browser(who["clerk"])
    page.get("/notices/targets")
    with CaptureQueriesContext(connection) as queries:
        page.get("/notices/targets")
        page.get("/notices")
        page.post("/notices/targets", {"which": "all", "measure": "none", "reason": "正品"})
    read = [one["sql"] for one in queries if one["sql"].startswith("SELECT") and '"notices_notice"."addresses"' in one["sql"] and "targets" not in one["sql"]]
    assert len(read) <= 4, read  # of the one notice that a step is about, and never joined to rows
    assert not [one for one in read if '"notices_target"' in one]
    assert set(states(notice)) == {"unfounded"}


def test_the_home_page_says_for_which_addresses_the_days_are_over(who: Who, measured: tuple[Notice, Officer, Officer]) -> None:
    notice, _, seller = measured
    answered(notice, who, seller, "2-3")
    assert not waits_over(who["clerk"], SENT + 10 * DAY)
    told = [str(one.text) for one in waits_over(who["clerk"], SENT + 30 * DAY)]
    assert len(told) == 1
    assert notice.number in told[0]


def test_all_pages_are_captured_in_one_job_with_progress_that_goes_on_where_it_stood(who: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty addresses were fifty rounds by hand. The visit itself is tested where captures are; here the page answers, or does not."""
    notice = notice_of(who, 5)
    capture(notice, who, f"{ITEM}1")
    told: list[tuple[int, int]] = []

    def keep_page(made: Capture, **_: Any) -> Capture:
        if made.url.endswith("3"):
            made.stands = "failed"
            made.save()
            raise BadInput("没有应答。", "No answer.")
        made.stands, made.taken_at = "kept", SENT
        made.save()
        return made

    class Told(visits.Work):
        def tell(self, done: int, total: int, text: Any = None) -> None:
            told.append((done, total))

    monkeypatch.setattr(visits, "keep_page", keep_page)
    reply = browser(who["clerk"]).post(f"/notices/{notice.number}/targets/capture")
    job = Job.objects.get()
    assert reply.headers["Location"] == f"/jobs/{job.pk}"
    browser(who["clerk"]).post(f"/notices/{notice.number}/targets/capture")
    assert Job.objects.count() == 1  # the open one is given
    outcome = visits.visit_pages(Told(job, lambda: SENT + DAY))
    assert "取证 4 个，未成功 1 个" in outcome.text.zh
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    tie_rows(notice)
    assert states(notice) == ["kept", "kept", "waiting", "kept", "kept"]
    assert "取证 1 个" in visits.visit_pages(Told(job, lambda: SENT + DAY)).text.zh


def test_a_second_look_that_still_shows_a_page_is_told_at_its_row(who: Who) -> None:
    notice = notice_of(who, 2)
    keep(notice, who, 1, 2)
    step(notice, "take_measures", who["clerk"], measure="delete", reason="充分")
    for number, outcome in ((1, "same"), (2, "gone")):
        told = {"url": f"{ITEM}{number}", "asked_by": who["clerk"], "asked_at": SENT, "stands": "kept", "outcome": outcome, "status": 200}
        Capture.objects.create(number=f"V{number}", dossier=notice.dossier, taken_at=SENT + 5 * DAY, **told)
    text = browser(who["clerk"]).get(f"/notices/{notice.number}/targets?state=back").text
    assert f"{ITEM}1" in text
    assert f"{ITEM}2" not in text


def test_a_dossier_opened_by_hand_has_no_rows_and_names_none(who: Who) -> None:
    from mingjian.office.dossiers.opening import Opening, open_dossier

    clerk = who["clerk"]
    assert clerk.department is not None
    given = {"listing_address": f"{ITEM}1", "preliminary_evidence": "注册证", "right": "trademark"}
    dossier: Dossier = open_dossier(
        Opening("notice_and_delete", "N2026-9000001", "手工", officer=clerk), by=clerk, department=clerk.department, at=SENT, given=given
    )
    Capture.objects.create(number="W900", dossier=dossier, url=f"{ITEM}1", asked_by=clerk, asked_at=SENT, stands="kept")
    with pytest.raises(StepRefused, match="没有网址表"):
        take(dossier, "take_measures", by=clerk, at=SENT + DAY, given={"measure": "delete", "reason": "充分", "target_rows": "1"})
    take(dossier, "take_measures", by=clerk, at=SENT + DAY, given={"measure": "delete", "reason": "充分"})
    assert dossier.state == "measures_in_force"
