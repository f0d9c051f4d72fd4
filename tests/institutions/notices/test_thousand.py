"""
A thousand rows, thirty of them broken, from a right holder's file to a platform with two clerks, until the results are published; then the same by the API.

Pages are asked for as a browser asks for them, and each request of a clerk counts as a click. What workers bring (pages captured, pages visited again) is
laid in as they would, and day 16 comes by moving the days on: nobody can do so in a node.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from noticed import PAPERS, SENT, Who, colleague_of, of_kind
from people import browser

from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.notices.models import Batch, Draft, Notice, Target
from mingjian.office.jobs.models import Job
from mingjian.office.models import Entry, Officer
from mingjian.office.people.keys import make_key

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST_CLICKS = 60
#: How many rows of which shop, and what the clerks decide on them; the last thirty rows of the file are broken.
REASONS = {"A": "鞋舌标识与注册商标相同", "B": "包装、装潢与权利人的相同", "C": "吊牌编号不存在", "D": "商品图片取自权利人的官网"}
SHOPS = {**dict.fromkeys("ABCD", 225), "E": 40, "F": 30}
BROKEN = [
    "乱写{}",
    "https://yunjishi.example/shop/A/item/{}",
    "https://item.taobao.com/item.htm?id={}",
    "ftp://yunjishi.example/{}",
    "",
    "https://yunjishi.example/{}" + "x" * 2001,
]


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


def good_rows() -> list[str]:
    return [f"https://yunjishi.example/shop/{shop}/item/{n}?from=搜索&ref={'a' * 60}" for shop, count in SHOPS.items() for n in range(count)]


def broken_rows() -> list[tuple[str, str]]:
    """Thirty rows: no address, doubles, another platform's, another scheme, nothing, too long; and every fifth for a platform that is none."""
    doubles = good_rows()
    rows = [(BROKEN[n % 6].format(n), "yunjishi" if n % 5 else "无此平台") for n in range(30)]
    return [(doubles[n] if n % 6 == 1 else address, platform) for n, (address, platform) in enumerate(rows)]


class Clerk:
    """A clerk before a browser, whose requests are counted."""

    clicks = 0

    def __init__(self, officer: Officer) -> None:
        self.officer, self.page = officer, browser(officer)

    def see(self, path: str) -> Any:
        Clerk.clicks += 1
        reply = self.page.get(path)
        assert reply.status_code == 200, (path, reply.status_code)
        return reply

    def do(self, path: str, **told: Any) -> None:
        """Send a form; the page that it leads to is a request as well."""
        Clerk.clicks += 2
        reply = self.page.post(path, told, follow=True)
        assert reply.status_code == 200, (path, reply.status_code, reply.text[-3000:])
        assert "note--bad" not in reply.text.partition("<main")[2], reply.text[-3000:]

    def step(self, number: str, name: str, **papers: str) -> None:
        """Open a dossier, and take a step in it."""
        seen = self.see(f"/dossiers/{number}").context["dossier"].steps_taken
        told = {f"{name}-{paper}": value for paper, value in papers.items()}
        self.do(f"/dossiers/{number}/steps/{name}", **told, **{f"{name}-key": f"{number}-{name}-{Clerk.clicks}", f"{name}-seen": str(seen)})

    def decide(self, number: str, shop: str, measure: str, reason: str) -> None:
        """Sift the table by a shop, and decide all that the list asks for."""
        table = f"/notices/{number}/targets?state=open&q=/shop/{shop}/"
        self.see(table)
        self.do(table, which="all", measure=measure, reason=reason, automation="assisted", back=table)


def capture(notice: Notice, addresses: Iterable[str], by: Officer, **told: Any) -> None:
    """Lay in what the node's workers bring."""
    at, held = now(), Capture.objects.count()
    about = {"dossier": notice.dossier, "asked_by": by, "asked_at": at, "taken_at": at, "stands": "kept", "status": 200}
    made = (Capture(number=f"W{held + nth}", url=one, **{**about, **told}) for nth, one in enumerate(addresses))
    Capture.objects.bulk_create(made, batch_size=200)


def states(notice: Notice) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in notice.targets.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def sent_from_a_file(holder: Officer) -> Notice:
    """Bring the file, look at each row's fate, send the good rows, mend twenty of the broken and take ten out."""
    page = browser(holder)
    lines = ["网址,平台,说明", *(f"{one},yunjishi,第{n}款" for n, one in enumerate(good_rows()))]
    lines += [f"{address},{platform}," for address, platform in broken_rows()]
    reply = page.post("/notices/many", {**PAPERS, "list_file": SimpleUploadedFile("一千行.csv", "\n".join(lines).encode("gb18030"))}, follow=True)
    assert (reply.context["all"], reply.context["good"], reply.context["bad"]) == (1000, 970, 30)
    assert [row.number for row in reply.context["faulty"]] == list(range(971, 1001))  # first, each with its reason
    assert all(row.fault for row in reply.context["faulty"])
    assert not Notice.objects.exists()
    page.post(Draft.objects.get().get_absolute_url(), {"do": "send"})
    first = Notice.objects.get()
    assert len(first.addresses) == 970
    edits: dict[str, Any] = {"row": [str(n) for n in range(971, 1001)], "do": "check"}
    for n in range(971, 991):
        edits |= {f"address-{n}": f"https://yunjishi.example/shop/G/item/{n}", f"platform-{n}": "云集市平台", f"note-{n}": "已更正"}
    edits |= {f"out-{n}": "1" for n in range(991, 1001)}
    left = Draft.objects.get().get_absolute_url()
    page.post(left, edits)
    page.post(left, {"do": "send"})
    batch = Batch.objects.get()
    assert [bool(row[3]) for row in batch.rows] == [True] * 990 + [False] * 10
    assert all("已由提交人移除" in row[4] for row in batch.rows[990:])
    assert "提交" in page.get(f"{batch.get_absolute_url()}?only=bad").text
    listed = b"".join(page.get(f"{batch.get_absolute_url()}?as=csv").streaming_content)  # type: ignore[attr-defined]
    assert listed.count(b"yunjishi.example") >= 990
    return first


def test_a_thousand_rows_are_worked_through_with_sixty_clicks_of_two_clerks(who: Who) -> None:
    Clerk.clicks = 0
    holder, seller = of_kind("青松公司", "right_holder", "right_holder"), of_kind("网店", "operator", "operator")
    first, second = Clerk(who["clerk"]), Clerk(colleague_of(who["clerk"]))
    notice = sent_from_a_file(holder)
    rest = Notice.objects.exclude(pk=notice.pk).get()

    assert notice.number in first.see("/").text  # what came stands on the home page
    for one in (notice, rest):
        first.see(f"/notices/{one.number}")
        first.do(f"/acts/notice/{one.number}/take_notice_in", **{"take_notice_in-key": one.number})
    notice.refresh_from_db()
    assert notice.dossier is not None
    first.see(f"/notices/{notice.number}/targets")
    first.do(f"/notices/{notice.number}/targets/capture")
    assert len(Job.objects.get(kind="capture_pages").args["urls"]) == 970
    Job.objects.all().delete()
    capture(notice, notice.addresses, first.officer)

    for clerk, shop in ((first, "A"), (second, "B"), (first, "C"), (second, "D")):
        clerk.decide(notice.number, shop, "delete", REASONS[shop])
    second.decide(notice.number, "E", "none", "系权利人授权的经销商，见授权名单")
    second.decide(notice.number, "F", "none", "与注册商标既不相同也不近似")
    assert states(notice) == {"measured": 900, "unfounded": 70}
    assert {row.reason for row in notice.targets.filter(state="measured")} == set(REASONS.values())

    first.step(notice.number, "forward_notice", delivery_receipt="站内信", operator_department=str(seller.department_id))
    said = {"target_rows": "1-20", "statement": "系正品，有进货单", "preliminary_evidence": "进货单", "true_identity": "某店主，电话 13800000000"}
    reply = asked(seller, f"/api/dossiers/{notice.number}/steps/answer_addresses", {"papers": said})
    assert reply.status_code == 200, reply.text
    first.step(notice.number, "forward_answers", target_rows="1-20", delivery_receipt="站内信")
    assert states(notice) == {"measured": 880, "arrived": 20, "unfounded": 70}
    assert notice.targets.filter(arrived_on__isnull=False, due__gt=now() + timedelta(days=14)).count() == 20

    Target.objects.filter(state="arrived").update(due=now() - timedelta(minutes=1))  # day 16 comes
    assert notice.number in second.see("/docket").text
    assert second.see(f"/notices/{notice.number}/targets?state=over").context["page"].count == 20
    second.step(notice.number, "lift_addresses", target_rows="1-20", lift_ground="lapsed", reason="十五日内未收到投诉或者起诉的通知")
    measured = list(notice.targets.filter(state="measured").order_by("position").values_list("address", flat=True))
    capture(notice, measured[5:], first.officer, outcome="gone")
    capture(notice, measured[:5], first.officer, outcome="same")
    back = first.see(f"/notices/{notice.number}/targets?state=back").context["page"]
    assert [row.address for row in back.rows] == measured[:5]
    first.step(notice.number, "keep_without_statement")
    first.step(notice.number, "publish_result", published_at_address="https://yunjishi.example/ip/notices")
    notice.dossier.refresh_from_db()
    assert notice.dossier.is_closed
    assert Clerk.clicks <= MOST_CLICKS, Clerk.clicks
    told = browser(holder).get(f"/dossiers/{notice.number}").text
    assert all(reason in told for reason in REASONS.values())  # the holder reads the same reasons


def asked(officer: Officer, path: str, body: dict[str, Any] | None = None) -> Any:
    told = {"Authorization": f"Bearer {make_key(officer, 'x', at=SENT)}"}
    return Client().get(path, headers=told) if body is None else Client().post(path, json.dumps(body), content_type="application/json", headers=told)


def test_the_same_thousand_rows_by_the_api(who: Who) -> None:
    holder, clerk = of_kind("青松公司", "right_holder", "right_holder"), who["clerk"]
    seller = of_kind("网店", "operator", "operator")
    rows = [{"address": one, "platform": "yunjishi", "note": ""} for one in good_rows()]
    rows += [{"address": address, "platform": platform, "note": ""} for address, platform in broken_rows()]
    shown = asked(holder, "/api/notices", {"papers": PAPERS, "rows": rows, "preview": True}).json()
    assert (shown["sent"], shown["bad"], len(shown["faults"])) == (970, 30, 30)
    sent = asked(holder, "/api/notices", {"papers": PAPERS, "rows": rows, "key": "一千行"}).json()
    assert [one["row"] for one in sent["faults"]] == list(range(971, 1001))
    (number,) = sent["notices"]
    at = f"/api/dossiers/{number}/steps"

    def step(by: Officer, name: str, **papers: str) -> None:
        reply = asked(by, f"{at}/{name}", {"papers": papers, "key": f"{name}{papers.get('target_rows', '')}"})
        assert reply.status_code == 200, reply.text

    assert asked(clerk, f"/api/acts/notice/{number}/take_notice_in", {"papers": {}}).status_code == 200
    notice = Notice.objects.get()
    capture(notice, notice.addresses, clerk)
    for nth, (shop, reason) in enumerate(REASONS.items()):
        span = f"{nth * 225 + 1}-{nth * 225 + 225}"
        step(clerk, "measure_more" if nth else "take_measures", target_rows=span, measure="delete", reason=f"{shop}：{reason}")
    step(clerk, "decline_addresses", target_rows="901-970", reason="系权利人授权的经销商")
    step(clerk, "forward_notice", delivery_receipt="接口", operator_department=str(seller.department_id))
    step(seller, "answer_addresses", target_rows="1-20", statement="系正品", preliminary_evidence="进货单", true_identity="某店主，电话 13800000000")
    step(clerk, "forward_answers", target_rows="1-20", delivery_receipt="接口")
    Target.objects.filter(state="arrived").update(due=now() - timedelta(minutes=1))
    step(clerk, "lift_addresses", target_rows="1-20", lift_ground="lapsed", reason="十五日内未收到投诉或者起诉的通知")
    measured = list(notice.targets.filter(state="measured").order_by("position").values_list("address", flat=True))
    capture(notice, measured[:5], clerk, outcome="same")
    step(clerk, "keep_without_statement")
    step(clerk, "publish_result", published_at_address="https://yunjishi.example/ip/notices")

    found, after, pages = [], "", 0
    while True:
        told = asked(holder, f"/api/notices/{number}?after={after}&limit=1000").json()
        found, after, pages = found + told["rows"], told["next"], pages + 1
        if not told["is_more"]:
            break
    assert (len(found), pages) == (970, 1)
    assert sum(one["came_back"] for one in found) == 5
    assert sorted({(one["state"], one["ended_as"]) for one in found}) == [("lifted", "lapsed"), ("measured", ""), ("unfounded", "")]
    assert Entry.objects.filter(kind="notices_brought").count() == 1
