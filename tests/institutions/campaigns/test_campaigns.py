"""A special action from the plan to the figures: who sees it, who does what, and what the figures count."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.utils.timezone import localdate, now
from journeys.casework import constables
from make import make_clue
from people import at, browser, certify

from mingjian.core.errors import BadInput, NotFound, NotPermitted, StepRefused
from mingjian.institutions.campaigns.acts import count_matter, leave_out
from mingjian.institutions.campaigns.facts import drafted
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.campaigns.queries import campaign_visible_to, campaigns_visible_to, counting, figures, proposed, tasks_waiting
from mingjian.institutions.campaigns.services.ratio import ratio_of
from mingjian.institutions.campaigns.services.tasks import give_task
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.clues.models import Clue
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.state import sheet_of
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer

Who = dict[str, Officer]
BEGUN = at("2026-11-02 09:00")


def plan_of(who: Who, **told: Any) -> Plan:
    given = {"fields": ("food",), "words": "高仿\n复刻", "members": (who["li"].department,), **told}
    return Plan("清网行动", "整治假冒", date(2026, 11, 1), date(2026, 12, 31), **given)


def running(who: Who) -> Campaign:
    campaign = plan_campaign(plan_of(who), by=who["sun"], at=BEGUN)
    take(campaign.dossier, "issue", by=who["sun"], at=BEGUN, given={"campaign_until": "2026-12-31"})
    return campaign


clue_of = partial(make_clue, at=at("2026-11-05 10:00"), platform="yunjishi", shop_id="S9", shop_name="某店", content="高仿运动鞋")


def value(campaign: Campaign, row: str) -> int:
    return int(next(one.value for one in figures(campaign) if one.row.key == row))


def test_a_draft_is_its_departments_and_an_issued_plan_its_members(who: Who) -> None:
    campaign = plan_campaign(plan_of(who), by=who["sun"], at=BEGUN)
    with pytest.raises(NotFound):
        campaign_visible_to(who["li"], campaign.dossier.number)
    take(campaign.dossier, "issue", by=who["sun"], at=BEGUN, given={"campaign_until": "2026-12-31"})
    assert campaign_visible_to(who["li"], campaign.dossier.number) == campaign
    assert not campaigns_visible_to(who["zhao"])  # the neighbour is no member
    assert not campaigns_visible_to(who["clerk"])


def test_the_last_day_of_the_plan_stands_in_the_form_that_issues_it(who: Who) -> None:
    campaign = plan_campaign(plan_of(who), by=who["sun"], at=BEGUN)
    assert 'name="issue-campaign_until" value="2026-12-31"' in browser(who["sun"]).get(campaign.get_absolute_url()).text


def test_a_plan_is_refused_in_words(who: Who) -> None:
    with pytest.raises(BadInput, match="截止日"):
        plan_campaign(Plan("清网", "整治", date(2026, 11, 2), date(2026, 11, 1)), by=who["sun"], at=BEGUN)
    with pytest.raises(BadInput, match="太远，请核对年份"):
        plan_campaign(Plan("清网", "整治", date(2026, 11, 2), date(9999, 12, 31)), by=who["sun"], at=BEGUN)
    with pytest.raises(BadInput, match="没有商品领域"):
        plan_campaign(plan_of(who, fields=("no_such",)), by=who["sun"], at=BEGUN)
    with pytest.raises(BadInput, match="不是执法部门"):
        plan_campaign(plan_of(who, members=(who["clerk"].department,)), by=who["sun"], at=BEGUN)
    with pytest.raises(NotPermitted, match="由以下角色办理"):
        plan_campaign(plan_of(who), by=who["clerk"], at=BEGUN)


def test_a_task_hangs_with_the_member_and_becomes_news(who: Who) -> None:
    campaign = running(who)
    task = give_task(campaign, who["li"].department, "检查网店", by=who["sun"], at=BEGUN, until=date(2026, 12, 1))
    assert list(tasks_waiting(who["li"])) == [task.dossier]
    clock = task.dossier.deadlines.get()
    assert clock.due_with == who["li"].department
    assert clock.due is not None
    take(task.dossier, "report", by=who["li"], at=at("2026-11-20 09:00"), given={"progress": "检查三十家"})
    take(task.dossier, "confirm", by=who["sun"], at=at("2026-11-21 09:00"))
    assert (value(campaign, "tasks_given"), value(campaign, "tasks_done")) == (1, 1)


def test_the_police_carry_out_a_task_of_their_own(who: Who) -> None:
    """A task hung with the police, whose clock ran, and nobody there could receive it or report back."""
    constables()
    police = Officer.objects.get(username="min")
    assert police.department is not None
    task = give_task(running(who), police.department, "查清货源", by=who["sun"], at=BEGUN)
    assert task.dossier.number in browser(police).get("/").text
    take(task.dossier, "receive", by=police, at=at("2026-11-19 09:00"))
    take(task.dossier, "report", by=police, at=at("2026-11-20 09:00"), given={"progress": "已查清"})
    take(task.dossier, "confirm", by=who["sun"], at=at("2026-11-21 09:00"))
    assert task.dossier.is_closed


def test_the_plan_ends_on_the_day_that_it_was_issued_with_or_changed_to(who: Who) -> None:
    campaign = running(who)
    for step, last in (("change_term", "2027-01-31"), ("change_term", "2026-12-15")):
        take(campaign.dossier, step, by=who["sun"], at=at("2026-11-05 09:00"), given={"campaign_until": last, "reason": "工作需要"})
        campaign.refresh_from_db()
        assert campaign.ends_on.isoformat() == last
    draft = plan_campaign(Plan("护苗", "整治", date(2026, 12, 1), date(2026, 12, 31)), by=who["sun"], at=BEGUN)
    with pytest.raises(StepRefused, match="早于方案的开始日期"):
        take(draft.dossier, "issue", by=who["sun"], at=BEGUN, given={"campaign_until": "2026-11-20"})
    with pytest.raises(StepRefused, match="太远，请核对年份"):
        take(draft.dossier, "issue", by=who["sun"], at=BEGUN, given={"campaign_until": "9999-12-31"})


def test_a_task_lists_what_its_member_holds_of_the_action_and_its_report_is_drafted_from_that(who: Who) -> None:
    campaign, own, others = running(who), clue_of(who["li"]), clue_of(who["zhao"], shop_id="S10")
    task = give_task(campaign, who["li"].department, "检查网店", by=who["sun"], at=BEGUN)
    client = browser(who["li"])
    empty = client.get(f"/campaigns/tasks/{task.dossier.number}", follow=True).text
    assert "还没有归入" in empty
    assert "1 条线索含有方案的关键词" in empty
    for one, by in ((own, "li"), (others, "zhao")):
        count_matter(campaign, counted=one.dossier.number, by=who[by], at=at("2026-11-06 09:00"))
    page = client.get(f"/campaigns/tasks/{task.dossier.number}", follow=True).text
    assert own.dossier.number in page
    assert others.dossier.number not in page
    drafted = Known(task.dossier).of(sheet_of(task.dossier).steps["report"].fills)["progress"]
    assert drafted.startswith("本单位在“清网行动”中归入案情 1 件")
    assert "实地检查 0 次" in drafted
    assert drafted in page


def test_a_task_that_another_member_was_given_is_named_and_no_dead_link(who: Who) -> None:
    campaign = running(who)
    other = who["zhao"].department
    mine, theirs = (give_task(campaign, one, "检查网店", by=who["sun"], at=BEGUN, until=date(2026, 12, 1)) for one in (who["li"].department, other))
    page = browser(who["li"]).get(f"/campaigns/{campaign.dossier.number}").content.decode()
    assert f'href="/campaigns/tasks/{mine.dossier.number}"' in page
    assert theirs.dossier.number in page
    assert f'href="/campaigns/tasks/{theirs.dossier.number}"' not in page
    told = browser(who["zhao"]).get(f"/campaigns/tasks/{theirs.dossier.number}").content.decode()
    assert "所属专项行动" in told
    assert f'href="/dossiers/{campaign.dossier.number}"' not in told  # a member reads the action on its own page, and not its dossier


def test_only_who_leads_a_running_action_gives_tasks(who: Who) -> None:
    draft = plan_campaign(plan_of(who), by=who["sun"], at=BEGUN)
    with pytest.raises(StepRefused, match="尚未开始"):
        give_task(draft, who["li"].department, "检查", by=who["sun"], at=BEGUN)
    with pytest.raises(StepRefused, match="牵头部门"):
        give_task(running(who), who["zhao"].department, "检查", by=who["li"], at=BEGUN)


def test_figures_follow_the_entries_and_forget_what_was_undone(who: Who) -> None:
    campaign, clue = running(who), clue_of(who["li"])
    assert [(one.number, word) for one, word in proposed(campaign, who["li"])] == [(clue.dossier.number, "高仿")]
    count_matter(campaign, counted=clue.dossier.number, by=who["li"], at=at("2026-11-06 09:00"))
    count_matter(campaign, counted=clue.dossier.number, by=who["li"], at=at("2026-11-06 09:01"))  # once is enough
    assert Entry.objects.filter(kind="campaign_matter_taken").count() == 1
    assert proposed(campaign, who["li"]) == []
    assert (value(campaign, "clues_opened"), value(campaign, "clues_dealt_with")) == (1, 0)
    dossier = clue.dossier
    take(dossier, "accept", by=who["li"], at=at("2026-11-07 09:00"))
    take(dossier, "conclude_check", by=who["li"], at=at("2026-11-08 09:00"), given={"check_result": "属实", "proposal": "file"})
    take(dossier, "decide_to_file", by=who["wang"], at=at("2026-11-09 09:00"), given={"reporter": "none"})
    assert value(campaign, "clues_dealt_with") == 1
    take(dossier, "revoke_decision", by=who["wang"], at=at("2026-11-10 09:00"), given={"reason": "有误"})
    assert value(campaign, "clues_dealt_with") == 0


def test_a_matter_left_out_is_counted_no_more_and_why_is_entered(who: Who) -> None:
    campaign, clue = running(who), clue_of(who["li"])
    count_matter(campaign, counted=clue.dossier.number, by=who["li"], at=BEGUN)
    with pytest.raises(BadInput, match="理由"):
        leave_out(campaign, counted=clue.dossier.number, reason=" ", by=who["li"], at=BEGUN)
    leave_out(campaign, counted=clue.dossier.number, reason="与行动无关", by=who["li"], at=BEGUN)
    assert value(campaign, "clues_opened") == 0
    assert "与行动无关" in Entry.objects.get(kind="campaign_matter_left_out").body


def test_the_pages_plan_give_count_and_open_a_figure(who: Who) -> None:
    city, county = browser(who["sun"]), browser(who["li"])
    until = f"{localdate() + timedelta(days=31)}"
    told = {"key": "k1", "title": "护苗行动", "aims": "整治", "starts_on": "2026-11-01", "ends_on": "2026-10-01", "members": [who["li"].department_id]}
    refused = city.post("/campaigns/new", told)
    assert refused.status_code == 422
    assert "整治" in refused.text
    number = city.post("/campaigns/new", {**told, "ends_on": until}).headers["Location"].rsplit("/", 1)[-1]
    assert city.post("/campaigns/new", {**told, "ends_on": until}).headers["Location"].rsplit("/", 1)[-1] == number  # sent twice, planned once
    assert county.get(f"/campaigns/{number}").status_code == 404
    take(Campaign.objects.get(dossier__number=number).dossier, "issue", by=who["sun"], at=now(), given={"campaign_until": until})
    assert city.post(f"/campaigns/{number}/tasks", {"department": who["li"].department_id, "goal": ""}).status_code == 422
    assert city.post(f"/campaigns/{number}/tasks", {"department": who["li"].department_id, "goal": "检查网店"}).status_code == 302
    assert "护苗行动" in county.get("/").text
    clue = clue_of(who["li"])
    assert county.post(f"/campaigns/{number}/matters", {"dossier": clue.dossier.number}).status_code == 302
    assert clue.dossier.number in county.get(f"/campaigns/{number}/figures/clues_opened").text
    assert county.get(f"/campaigns/{number}/figures/nothing").status_code == 404
    assert browser(who["clerk"]).get(f"/campaigns/{number}").status_code == 404


def test_a_clue_is_counted_from_its_own_page_and_then_says_so(who: Who) -> None:
    campaign, clue = running(who), clue_of(who["li"])
    county = browser(who["li"])
    assert "归入此行动" in county.get(f"/clues/{clue.dossier.number}").text
    back = county.post(f"/campaigns/{campaign.number}/matters", {"dossier": clue.dossier.number, "back": f"/dossiers/{clue.dossier.number}"})
    assert back.headers["Location"] == f"/dossiers/{clue.dossier.number}"
    page = county.get(f"/clues/{clue.dossier.number}").text
    assert campaign.number in page
    assert "归入此行动" not in page
    assert campaign.number not in browser(who["zhao"]).get("/campaigns").text


def test_what_arises_from_a_counted_clue_is_counted_with_it_and_opens_to_its_row(who: Who) -> None:
    campaign, clue = running(who), clue_of(who["li"])
    certify(who["li"], who["wang"])
    count_matter(campaign, counted=clue.dossier.number, by=who["li"], at=at("2026-11-06 09:00"))
    case = file_case(Filing("某店案", who["li"], who["wang"], clue), by=who["wang"], at=at("2026-11-07 09:00"))
    assert value(campaign, "cases_filed") == 1
    assert list(counting(case.dossier, who["li"])) == [campaign]
    ratio = ratio_of(figures(campaign))
    assert ratio is not None
    assert (ratio.sent, ratio.filed, ratio.without_total, ratio.by_value) == (0, 1, 1, "—")
    client = browser(who["sun"])
    assert case.dossier.number in client.get(f"/campaigns/{campaign.number}/figures/cases_filed").content.decode()
    page = client.get(f"/campaigns/{campaign.number}").content.decode()
    assert "0 / 1 = 0.0%（0.0%–79.3%）" in page
    leave_out(campaign, counted=clue.dossier.number, reason="不属于本行动", by=who["li"], at=at("2026-11-08 09:00"))
    assert value(campaign, "cases_filed") == 0
    assert ratio_of(figures(campaign)) is None


def test_what_others_hang_on_dossiers_hangs_on_an_action_and_its_tasks_and_a_matter_is_left_out_without_typing_its_number(who: Who) -> None:
    campaign, clue, client = running(who), clue_of(who["li"]), browser(who["li"])
    task = give_task(campaign, who["li"].department, "检查网店", by=who["sun"], at=BEGUN, until=date(2026, 12, 1))
    count_matter(campaign, counted=clue.dossier.number, by=who["li"], at=BEGUN)
    page = client.get(f"/campaigns/{campaign.dossier.number}").content.decode()
    assert "内部备注" in page
    assert "内部备注" in client.get(f"/campaigns/tasks/{task.dossier.number}").content.decode()
    address = f"/acts/campaign/{campaign.dossier.number}/leave_out?counted={clue.dossier.number}"
    assert f'href="{address}">' in page
    form = client.get(address).context["form"]
    assert form["counted"].value() == clue.dossier.number


def test_a_task_is_not_reported_back_after_the_end_of_its_action(who: Who) -> None:
    campaign, county, client = running(who), who["li"].department, browser(who["sun"])
    both = "2027-01-05 晚于行动的截止日 2026-12-31"
    sent = {"department": county.pk, "goal": "检查网店", "until": "2027-01-05"}
    reply = client.post(f"{campaign.get_absolute_url()}/tasks", sent)
    assert reply.status_code in {409, 422}
    assert both in reply.content.decode()
    assert not campaign.tasks.exists()
    task = give_task(campaign, county, "检查网店", by=who["sun"], at=BEGUN, until=date(2026, 12, 31)).dossier  # the last day is one of the action
    with pytest.raises(StepRefused, match=both):
        take(task, "change_day", by=who["sun"], at=BEGUN, given={"report_until": "2027-01-05", "reason": "顺延"})
    take(task, "change_day", by=who["sun"], at=BEGUN, given={"report_until": "2026-12-20", "reason": "提前"})
    take(task, "report", by=who["li"], at=BEGUN, given={"progress": "已查"})
    with pytest.raises(StepRefused, match=both):
        take(task, "ask_again", by=who["sun"], at=BEGUN, given={"report_until": "2027-01-05", "reason": "再查"})
    take(task, "ask_again", by=who["sun"], at=BEGUN, given={"reason": "再查"})


def test_an_action_that_begins_asks_for_its_tasks_before_its_summary(who: Who) -> None:
    campaign = running(who)

    def line() -> str:
        page = browser(who["sun"]).get(campaign.get_absolute_url()).text
        return page[page.index('class="turn') :].partition("</p>")[0]

    assert line().index('href="#give-task"') < line().index("#step-sum_up")
    assert "#step-change_term" not in line()
    give_task(campaign, who["li"].department, "检查网店", by=who["sun"], at=BEGUN)
    assert "#give-task" not in line()


def test_a_clue_is_registered_from_its_task_counted_at_once_and_only_once_the_task_is_received(who: Who) -> None:
    campaign = running(who)
    county = who["li"].department
    assert county is not None
    task = give_task(campaign, county, "检查网店", by=who["sun"], at=now())
    where = f"/campaigns/tasks/{task.dossier.number}/clue"
    page = browser(who["li"])
    told = {
        "key": "k-1",
        "suspected_act": "销售未经强制性产品认证的产品",
        "content": "小商品市场A区17号批发的电热毯没有认证标志。",
        "operator_name": "桐庐瑞旺家电批发有限公司",
    }
    refused = page.post(where, told)
    assert refused.status_code == 409
    assert "由承办部门接收后" in refused.content.decode()
    take(task.dossier, "receive", by=who["li"], at=now())
    assert page.post(where, {**told, "content": ""}).status_code == 422
    for _twice in range(2):
        assert page.post(where, told).status_code == 302
    clue = Clue.objects.get(operator_name=told["operator_name"])
    assert (clue.source, clue.original_number) == ("inspection", f"{task.dossier.number}-1")
    assert page.post(where, {**told, "key": "k-2", "operator_name": "另一户"}).status_code == 302
    assert campaign.matters.count() == 2
    shown = page.get(f"/campaigns/tasks/{task.dossier.number}").content.decode()
    assert clue.dossier.number in shown
    clue.original_number = f"{task.dossier.number}-7"  # as somebody numbered one before by hand: the next number is that behind the highest, and not the count
    clue.save()
    assert page.post(where, {**told, "key": "k-4", "operator_name": "第三户"}).status_code == 302
    assert Clue.objects.get(operator_name="第三户").original_number == f"{task.dossier.number}-8"
    assert "从本任务登记线索" in shown
    assert browser(who["zhou"]).post(where, {**told, "key": "k-3"}).status_code == 404


def test_a_plan_sets_targets_in_numbers_and_the_table_says_how_far_it_is(who: Who) -> None:
    page = browser(who["sun"])
    told = {"key": "k-9", "title": "电热毯专项", "aims": "整治未经认证的电热毯", "starts_on": "2026-11-01", "ends_on": "2026-12-31"}
    refused = page.post("/campaigns/new", {**told, "targets": "立案 20 件\n抓人 3"})
    assert refused.status_code == 422
    assert "“抓人 3”不是统计表的项目加数字" in refused.content.decode()
    assert page.post("/campaigns/new", {**told, "targets": "立案 20 件\n登记违法线索：2\n\n罚款=0"}).status_code == 302
    campaign = Campaign.objects.get(dossier__title="电热毯专项")
    assert campaign.targets == {"cases_filed": 20, "clues_opened": 2, "fines": 0}
    take(campaign.dossier, "issue", by=who["sun"], at=now(), given={"campaign_until": "2026-12-31"})
    count_matter(Campaign.objects.get(), counted=clue_of(who["li"]).number, by=who["sun"], at=now())
    shown = {one.row.key: (one.target, one.share) for one in figures(campaign)}
    assert (shown["clues_opened"], shown["cases_filed"], shown["fines"]) == ((2, 50), (20, 0), (0, None))
    assert shown["cases_closed"] == (None, None)
    assert "50%" in page.get(campaign.get_absolute_url()).content.decode()
    assert "登记违法线索目标2条，已完成1条（50%）" in drafted(campaign, BEGUN)
    with pytest.raises(BadInput, match="统计表没有“x”"):
        plan_campaign(Plan("a", "b", date(2026, 11, 1), date(2026, 11, 2), targets={"x": 1}), by=who["sun"], at=BEGUN)
