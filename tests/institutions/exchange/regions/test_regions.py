"""
A special action over three nodes: Shanghai orders Hangzhou at once and Nanjing at a later stage, Hangzhou orders Nanjing in turn, each takes it up or declines,
figures come up from the facts of each, one last day stands at both ends, and a recall reaches whatever was made of the task.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime
from institutions.exchange.in_one import World
from people import browser

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.campaigns.acts import count_matter
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.campaigns.opening import Plan, plan_campaign
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.exchange.acts import answer_recall, correct_record, decline_matter, recall_record
from mingjian.institutions.exchange.facts import facts_of_campaign
from mingjian.institutions.exchange.letters.acts import extend_letter
from mingjian.institutions.exchange.models import Copy, HeldRecord, Outgoing, SharedRecord
from mingjian.institutions.exchange.queries import due_here, due_there, to_decide
from mingjian.institutions.exchange.regions.acts import order_regions, report_finally, report_progress, take_order_up
from mingjian.institutions.exchange.regions.services.orders import RegionOrder, regions_of, tally_of, total_of
from mingjian.institutions.exchange.services.onward import onward_of
from mingjian.institutions.exchange.services.trace import way_of
from mingjian.institutions.exchange.sweeps import exchange
from mingjian.office.acts.offers import acts_open
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer
from mingjian.office.record.seals import seal_rows

SH, HZ, NJ = (f"{key}.mingjian.example" for key in ("sh", "hz", "nj"))
TASK = "排查辖区内销售假冒充电器的网店，逐店取证；发现仓库的，先行登记保存。\n①②③ Straße №5 🏬"
AHEAD = timedelta(days=30)


def wang() -> Officer:
    return Officer.objects.get(username="wang")


def at_node(world: World, key: str, do: Callable[[datetime], Any]) -> Any:
    with world.being(world.nodes[key]) as at:
        return do(at)


def round_of(world: World) -> None:
    for key in ("sh", "hz", "nj") * 2:
        at_node(world, key, exchange)
    world.time += timedelta(hours=1)


def run_campaign(at: datetime) -> Campaign:
    today = localtime(at).date()
    plan = Plan("长三角清网行动", "整治假冒充电器", today, today + AHEAD, goods="充电器", words="高仿\n快充")
    campaign = plan_campaign(plan, by=wang(), at=at)
    issue(campaign, at)
    return campaign


def issue(campaign: Campaign, at: datetime) -> None:
    take(campaign.dossier, "issue", by=wang(), at=at, given={"campaign_until": campaign.ends_on.isoformat()})


def order(at: datetime, campaign: Campaign, *nodes: str, opens_at: datetime | None = None, until: date | None = None) -> SharedRecord:
    told = RegionOrder(TASK, until or localtime(at).date() + timedelta(days=20), opens_at)
    return order_regions(campaign=campaign, nodes=nodes, order=told, by=wang(), at=at)


def found_here(at: datetime, campaign: Campaign, count: int) -> None:
    """Register clues and count them in an action."""
    for n in range(count):
        clue = register(Intake("report", "销售假冒商品", title=f"第{n}家充电器网店", content="高仿快充"), by=wang(), at=at)
        count_matter(campaign, counted=clue.dossier.number, by=wang(), at=at)


def take_up(at: datetime) -> Campaign:
    held = HeldRecord.objects.get(kind="campaign", state="held")
    campaign: Campaign = take_order_up(held, by=wang(), at=at)
    issue(campaign, at)
    return campaign


def test_an_order_goes_down_and_the_figures_of_each_come_up(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    name = at_node(world, "sh", lambda at: order(at, campaign, HZ)).name
    round_of(world)
    held = at_node(world, "hz", lambda at: HeldRecord.objects.get())
    assert (held.kind, held.values["task"], held.values["goods"], held.values["key_words"]) == ("campaign", TASK, "充电器", "高仿、快充")
    local = at_node(world, "hz", take_up)
    assert (local.dossier.title, local.ends_on.isoformat()) == ("长三角清网行动", held.values["until"])
    at_node(world, "hz", lambda at: order(at, local, NJ))
    round_of(world)
    behind = at_node(world, "nj", take_up)
    at_node(world, "nj", lambda at: found_here(at, behind, 3))
    at_node(world, "hz", lambda at: found_here(at, local, 2))
    at_node(world, "sh", lambda at: found_here(at, campaign, 1))
    at_node(world, "nj", lambda at: report_progress(HeldRecord.objects.get(kind="campaign"), by=wang(), at=at))
    round_of(world)
    at_node(world, "hz", lambda at: report_progress(HeldRecord.objects.get(kind="campaign"), by=wang(), at=at))
    round_of(world)

    def at_the_lead(at: datetime) -> None:
        (row,) = regions_of(campaign)
        assert row.tally is not None
        assert (row.copy.state, row.tally.counts["matters"], row.report.values["nodes"]) == ("taken_up", 5, "1/1")  # type: ignore[union-attr]
        assert total_of(campaign, [row]).counts["matters"] == 6
        assert [(one.by, one.to) for one in onward_of(row.copy)] == [(HZ, NJ)]  # whoever gave the task knows where it went on
        told = facts_of_campaign(campaign.dossier)["regions"]
        assert "其他地区节点 1 个，已反馈 1 个，其归入案情 5 件" in told["text"]
        assert (told["rows"][0]["节点"], told["rows"][0]["案情"]) == ("杭州", "5")
        page = browser(wang()).get(campaign.get_absolute_url()).text
        assert 'data-node="hz.mingjian.example"' in page
        assert "案情（件） 5" in page
        assert "案情（件） 6" in page
        assert "joint_action" not in page  # a purpose is told in words
        assert SharedRecord.objects.get(name=name).copies.get().due == date.fromisoformat(held.values["until"])

    at_node(world, "sh", at_the_lead)


def test_the_last_report_ends_the_wait_at_both_ends_and_until_then_one_day_stands_at_both(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    at_node(world, "sh", lambda at: order(at, campaign, HZ))
    round_of(world)
    until = at_node(world, "hz", lambda at: HeldRecord.objects.get().due)
    assert at_node(world, "hz", lambda at: [one.due for one in due_here(wang())]) == [until]
    at_node(world, "hz", take_up)
    round_of(world)
    assert at_node(world, "hz", lambda at: [one.due for one in due_here(wang())]) == [until]  # taken up, it is still to be reported on
    assert at_node(world, "sh", lambda at: [one.due for one in due_there(wang(), until)]) == [until]
    later = until + timedelta(days=3)
    told = {"extension_ground": "large", "answer_until": later.isoformat()}
    at_node(world, "hz", lambda at: extend_letter(HeldRecord.objects.get(), **told, by=wang(), at=at))
    round_of(world)
    assert at_node(world, "sh", lambda at: Copy.objects.get().due) == later
    corrected = {"record_field": "until", "corrected_value": (until - timedelta(days=2)).isoformat(), "correction_reason": "has_changed"}
    at_node(world, "sh", lambda at: correct_record(SharedRecord.objects.get(), **corrected, by=wang(), at=at))
    round_of(world)
    days = [at_node(world, "sh", lambda at: Copy.objects.get().due), at_node(world, "hz", lambda at: HeldRecord.objects.get().due)]
    assert days == [until - timedelta(days=2)] * 2  # the lead's word is the last
    at_node(world, "hz", lambda at: report_finally(HeldRecord.objects.get(), by=wang(), at=at))
    round_of(world)
    assert at_node(world, "sh", lambda at: Copy.objects.get().state) == "answered"
    assert at_node(world, "sh", lambda at: list(due_there(wang(), later))) == []
    assert at_node(world, "hz", lambda at: list(due_here(wang()))) == []
    with pytest.raises(StepRefused):
        at_node(world, "hz", lambda at: report_progress(HeldRecord.objects.get(), by=wang(), at=at))


def test_one_record_goes_to_several_and_each_takes_it_up_or_declines_for_a_reason_of_the_list(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    record = at_node(world, "sh", lambda at: order(at, campaign, HZ, NJ))
    round_of(world)
    at_node(world, "hz", take_up)
    with pytest.raises(BadInput):
        at_node(world, "nj", lambda at: decline_matter(HeldRecord.objects.get(), decline_reason="anything", by=wang(), at=at))
    at_node(world, "nj", lambda at: decline_matter(HeldRecord.objects.get(), decline_reason="no_such_goods", by=wang(), at=at))
    round_of(world)
    copies = at_node(world, "sh", lambda at: sorted(record.copies.values_list("peer__node", "state", "word")))
    assert copies == [(HZ, "taken_up", ""), (NJ, "declined", "no_such_goods")]
    assert "本地未见所列商品、经营者" in at_node(world, "sh", lambda at: browser(wang()).get(campaign.get_absolute_url()).text)
    at_node(world, "sh", lambda at: order(at, campaign, NJ))  # whoever declined may be asked again
    with pytest.raises(StepRefused, match="已有此行动的任务"):
        at_node(world, "sh", lambda at: order(at, campaign, HZ))


def test_nothing_of_a_stage_leaves_before_it_opens(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    opens_at = world.time + timedelta(days=2)
    at_node(world, "sh", lambda at: order(at, campaign, HZ))
    at_node(world, "sh", lambda at: order(at, campaign, NJ, opens_at=opens_at))
    correct = {"record_field": "task", "corrected_value": "先取证，后处置", "correction_reason": "has_changed"}
    at_node(world, "sh", lambda at: correct_record(SharedRecord.objects.order_by("pk")[1], **correct, by=wang(), at=at))
    round_of(world)
    assert at_node(world, "hz", lambda at: HeldRecord.objects.count()) == 1
    assert at_node(world, "nj", lambda at: HeldRecord.objects.count()) == 0  # neither the task nor its correction

    def waits(at: datetime) -> None:
        item = Outgoing.objects.filter(peer__node=NJ, state="queued").select_related("peer").first()
        assert item is not None
        assert "尚未到发送时间" in way_of(item).reason.said.zh  # type: ignore[union-attr]

    at_node(world, "sh", waits)
    world.time = opens_at + timedelta(minutes=1)
    round_of(world)
    held = at_node(world, "nj", lambda at: HeldRecord.objects.get())
    assert (held.version, held.values["task"], held.values["opening"]) == (2, "先取证，后处置", localtime(opens_at).date().isoformat())


def test_a_stage_that_is_recalled_before_it_opens_never_leaves(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    at_node(world, "sh", lambda at: order(at, campaign, NJ, opens_at=world.time + timedelta(days=2)))
    at_node(world, "sh", lambda at: recall_record(SharedRecord.objects.get(), recall_reason="released_by_mistake", by=wang(), at=at))
    world.time += timedelta(days=3)
    round_of(world)
    assert at_node(world, "nj", lambda at: HeldRecord.objects.count()) == 0
    assert at_node(world, "sh", lambda at: regions_of(campaign)) == []


def test_a_recall_of_the_task_reaches_what_was_passed_on_and_each_decides_what_becomes_of_its_action(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    at_node(world, "sh", lambda at: order(at, campaign, HZ))
    round_of(world)
    local = at_node(world, "hz", take_up)
    at_node(world, "hz", lambda at: order(at, local, NJ))
    round_of(world)
    at_node(world, "nj", take_up)
    at_node(world, "sh", lambda at: recall_record(SharedRecord.objects.get(), recall_reason="released_by_mistake", by=wang(), at=at))
    for _ in range(2):
        round_of(world)
    for key in ("hz", "nj"):
        assert at_node(world, key, lambda at: [one.state for one in to_decide(wang())]) == ["recalled"]
        at_node(world, key, lambda at: answer_recall(HeldRecord.objects.get(kind="campaign"), recall_answer="stopped", by=wang(), at=at))
    for _ in range(2):
        round_of(world)
    (copy,) = at_node(world, "sh", lambda at: list(Copy.objects.all()))
    assert copy.state == "stopped"
    assert [(one.to, one.state) for one in at_node(world, "sh", lambda at: list(onward_of(Copy.objects.get())))] == [(NJ, "stopped")]
    assert at_node(world, "nj", lambda at: HeldRecord.objects.get().values) == {}


def test_what_cannot_be_ordered_is_refused_in_words_and_nothing_is_queued(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)

    def refused(at: datetime) -> None:
        today = localtime(at).date()
        for told, kind in (
            (RegionOrder("   ", today), BadInput),
            (RegionOrder("长" * 5001, today), BadInput),
            (RegionOrder("联系 13812345678", today), BadInput),
            (RegionOrder(TASK, today - timedelta(days=1)), BadInput),
            (RegionOrder(TASK, today + timedelta(days=400)), BadInput),
            (RegionOrder(TASK, today, at - timedelta(minutes=1)), BadInput),
            (RegionOrder(TASK, today, at + timedelta(days=3)), BadInput),
        ):
            with pytest.raises(kind):
                order_regions(campaign=campaign, nodes=[HZ], order=told, by=wang(), at=at)
        for nodes in ([], [HZ, HZ]):
            with pytest.raises(StepRefused):
                order_regions(campaign=campaign, nodes=nodes, order=RegionOrder(TASK, today), by=wang(), at=at)
        draft = plan_campaign(Plan("草案", "x", today, today + AHEAD), by=wang(), at=at)
        with pytest.raises(StepRefused):
            order_regions(campaign=draft, nodes=[HZ], order=RegionOrder(TASK, today), by=wang(), at=at)
        assert not Outgoing.objects.exists()
        assert not SharedRecord.objects.exists()

    at_node(world, "sh", refused)


def test_a_task_is_not_given_back_to_whoever_gave_it_and_figures_are_nobodys_to_write(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    at_node(world, "sh", lambda at: order(at, campaign, HZ))
    round_of(world)
    local = at_node(world, "hz", take_up)
    with pytest.raises(StepRefused, match="由该节点发出"):
        at_node(world, "hz", lambda at: order(at, local, SH))

    def reported(at: datetime) -> None:
        made = report_progress(HeldRecord.objects.get(), by=wang(), at=at)
        told = {"record_field": "figure_cases", "corrected_value": "99", "correction_reason": "was_wrong"}
        with pytest.raises(StepRefused, match="不能填写"):
            correct_record(made, **told, by=wang(), at=at)
        assert "correct_record" not in [one.name for one in acts_open(made, wang())]
        li = Officer.objects.get(username="li")
        li.roles = []
        with pytest.raises(NotPermitted):
            report_progress(HeldRecord.objects.get(), by=li, at=at)

    at_node(world, "hz", reported)


@pytest.mark.parametrize(("said", "read"), [("12", 12), ("-3", 0), ("1e9", 0), ("９", 0), ("", 0), ("9" * 30, 0)])
def test_what_is_no_number_in_a_report_counts_as_nothing(said: str, read: int) -> None:
    report = HeldRecord(kind="report", values={"figure_cases": said, "figure_value": said and f"{said}.00"})
    assert tally_of(report).counts["cases"] == read
    assert tally_of(report).value == read


def test_the_ledgers_of_both_ends_say_it_and_the_audit_finds_nothing(world: World) -> None:
    campaign = at_node(world, "sh", run_campaign)
    at_node(world, "sh", lambda at: order(at, campaign, HZ, NJ))
    round_of(world)
    at_node(world, "hz", take_up)
    at_node(world, "hz", lambda at: report_finally(HeldRecord.objects.get(), by=wang(), at=at))
    round_of(world)

    def check(at: datetime) -> list[str]:
        seal_rows(at)
        return [one.text.en for one in audit().found if "Officer" not in str(one.about) and one.kind != "inserted"]

    assert [at_node(world, key, check) for key in ("sh", "hz", "nj")] == [[], [], []]
    kinds = at_node(world, "hz", lambda at: set(Entry.objects.values_list("kind", flat=True)))
    assert {"order_taken_up", "record_released", "envelope_arrived"} <= kinds


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_will_see_what_is_shown_first_and_only_that_goes(world: World, language: str) -> None:
    campaign = at_node(world, "sh", run_campaign)

    def walk(at: datetime) -> None:
        client, path = browser(wang(), language), f"/exchange/campaigns/{campaign.dossier.number}"
        assert path in client.get(campaign.get_absolute_url()).text
        told = {"node": [HZ, NJ], "task": TASK, "until": campaign.ends_on.isoformat(), "opens_at": ""}
        looked = client.post(path, {**told, "look": "1"})
        assert (looked.status_code, looked.text.count("data-bodies")) == (200, 2)
        assert "杭州市市场监督管理局" in looked.text or language == "en"
        mark = looked.context["mark"]
        changed = client.post(path, {**told, "task": "别的任务", "shown": mark, "send": "1"})
        assert changed.status_code == 409
        assert not SharedRecord.objects.exists()
        assert client.post(path, {**told, "shown": mark, "send": "1"}).status_code == 302
        assert SharedRecord.objects.get().copies.count() == 2
        assert client.post(path, {**told, "task": ""}).status_code == 422
        assert client.post(path, {**told, "look": "1"}).status_code in (409, 422, 400)  # both have it already

    at_node(world, "sh", walk)
