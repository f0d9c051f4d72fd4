"""What platforms decided on notices becomes open data two days later: masked, searched, counted by month, taken along by day with hashes in the ledger."""

import csv
import io
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import settings as of_django
from django.test import Client
from noticed import SENT, Who, captured, measures, of_kind, taken_in
from people import browser

from mingjian.institutions.notices.models import Notice, OperatorReceipt
from mingjian.institutions.publication.jobs import reasons_by_night
from mingjian.institutions.publication.models import PublicReason
from mingjian.institutions.publication.reasons.public import pages
from mingjian.institutions.publication.reasons.queries import accuracy_of_platforms, days_published
from mingjian.institutions.publication.reasons.services.fields import FIELDS
from mingjian.institutions.publication.reasons.services.files import publish_day
from mingjian.institutions.publication.reasons.services.names import without_names
from mingjian.institutions.publication.reasons.work.statements import draw, is_any_to_draw
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer, PersonalValue, Seat
from mingjian.office.templatetags.console import percent

pytestmark = pytest.mark.django_db
ITEM = "https://yunjishi.example/item/"
DAY = timedelta(days=1)
#: Of the Union's base, as its data are published.
THEIRS = {"uuid", "platform_name", "decision_visibility", "decision_ground", "category", "automated_decision", "application_date", "source_type"}


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None, tmp_path: Any) -> None:
    settings.PUBLIC_DOOR, settings.HOME = True, tmp_path


def decided(who: Who, reason: str = "鞋舌标识与注册商标相同", **told: Any) -> Notice:
    """Three addresses measured a day after the notice, a fourth declined two days after it."""
    notice = taken_in(who, listing_addresses="\n".join(f"{ITEM}{n}" for n in range(1, 5)), notice_goods="运动鞋", **told)
    captured(notice, who)
    measures(notice, who, reason=reason, target_rows="1-3", automation="assisted")
    assert notice.dossier is not None
    take(notice.dossier, "decline_addresses", by=who["clerk"], at=SENT + 2 * DAY, given={"target_rows": "4", "reason": "系正品"})
    return notice


def published(at: Any) -> list[str]:
    days = draw(at)
    for day in days:
        publish_day(day, at)
    return [day.isoformat() for day in days]


def door() -> Client:
    return Client(headers={"Accept-Language": "zh-hans"})


def test_a_decision_is_public_two_days_later_without_parties_addresses_and_numbers(who: Who) -> None:
    words = "青松公司来电 13812345678 说明，鞋舌标识与注册商标相同，" + "比对意见详见附件。" * 60
    notice = decided(who, words)
    assert not is_any_to_draw(SENT + 2 * DAY)
    assert [one.key for one in reasons_by_night(SENT + 3 * DAY)] == ["publish_reasons"]
    assert published(SENT + 3 * DAY) == ["2026-11-03"]
    assert published(SENT + 3 * DAY) == []
    assert published(SENT + 4 * DAY) == ["2026-11-04"]
    first, second = PublicReason.objects.order_by("entry_index")
    assert (first.decision, first.measure, first.automation) == ("take_measures", "delete", "assisted")
    assert (first.addresses, first.hours, first.classes) == (3, 24, "25")
    assert (second.decision, second.measure, second.addresses) == ("decline_addresses", "", 1)
    assert first.of_notice == second.of_notice != ""
    assert "［权利人］" in first.facts
    for page in (door().get("/reasons").text, door().get(f"/reasons/{first.uid}").text, *(file(day.day, "jsonld").decode() for day in days_published(9))):
        assert not any(word in page for word in ("青松公司", "13812345678", ITEM, notice.number))
    assert "电子商务法" in door().get(f"/reasons/{first.uid}").text


def test_no_operator_shop_or_person_is_named_in_facts_or_goods(who: Who) -> None:
    reason = (
        "经营者张伟来电称系正品；店主李秀英提交发票，小敏好物直播间与鹿鸣小铺同为一人，shop88123 的负责人 王 建国已到场，"
        "刘洋女士联系了韩梅，地址为桐庐县富春江镇某路8号；鞋舌标识与注册商标相同，经营者方面未提供授权"
    )
    place = "云集市 › 直播间 小敏好物 › 10月2日 20:14"
    addresses = f"{ITEM}1\nhttps://yunjishi.example/shop/shop88123/item/2\n{place}"
    notice = taken_in(who, listing_addresses=addresses, notice_goods="小敏好物所售运动鞋", true_identity="韩梅，电话 13900000000，住桐庐县富春江镇某路8号")
    assert notice.dossier is not None
    OperatorReceipt.objects.create(notice=notice, code="c", operator="鹿鸣小铺", rows="1", opened_by=who["clerk"], opened_at=SENT)
    PersonalValue.objects.create(dossier=notice.dossier, name="true_identity", value="姓名：王建国；电话 13812345678", salt="s", given_at=SENT)
    kept = without_names(reason, notice)
    assert without_names(notice.goods, notice) == "［经营者］所售运动鞋"
    for name in ("张伟", "李秀英", "小敏好物", "鹿鸣小铺", "shop88123", "王 建国", "刘洋", "韩梅", "桐庐县富春江镇"):
        assert name not in kept, kept
    assert "鞋舌标识与注册商标相同，经营者方面未提供授权" in kept
    assert "店主［个人］提交发票" in kept


@pytest.mark.parametrize(
    "words",
    [
        "经营者应当提供授权",
        "经营者向我方提交发票",
        "权利人来电要求撤回",
        "平台律师认为标识相同",
        "经营者于次日提供进货单",
        "卖家表示系正品",
        "该店老板来电说明",
    ],
)
def test_words_of_a_reason_that_name_nobody_stay(who: Who, words: str) -> None:
    assert without_names(words, taken_in(who)) == words


def test_an_operator_with_an_account_and_its_officer_are_named_nowhere(who: Who) -> None:
    notice = taken_in(who)
    assert notice.dossier is not None
    operator = of_kind("云杉百货", "operator", "operator")
    Officer.objects.filter(pk=operator.pk).update(name_zh="欧阳建国")
    Seat.objects.create(dossier=notice.dossier, department=operator.department, since=SENT)
    assert without_names("云杉百货的欧阳建国到场", notice) == "［经营者］的［个人］到场"


def test_the_goods_of_a_statement_are_public_without_names(who: Who) -> None:
    notice = decided(who, "张伟先生承认仿冒")
    Notice.objects.filter(pk=notice.pk).update(goods="青松公司运动鞋")
    published(SENT + 3 * DAY)
    (first,) = PublicReason.objects.all()
    assert (first.goods, first.facts) == ("［权利人］运动鞋", "［个人］先生承认仿冒")


def file(day: str, form: str) -> bytes:
    reply = door().get(f"/reasons/data/{day}.{form}")
    assert reply.status_code == 200, reply.text
    return reply.content


def test_the_files_of_a_day_say_the_same_in_three_forms_and_the_ledger_has_their_hashes(who: Who) -> None:
    decided(who, "=HYPERLINK(1)，标识相同")
    published(SENT + 4 * DAY)
    body = json.loads(Entry.objects.filter(kind="reasons_published").earliest("index").body)
    assert (body["day"], body["rows"]) == ("2026-11-03", 1)
    for form, digest in body["digests"].items():
        assert sha256(file("2026-11-03", form)).hexdigest() == digest
    rows = list(csv.DictReader(io.StringIO(file("2026-11-03", "csv").decode("utf-8-sig"))))
    graph = json.loads(file("2026-11-03", "jsonld"))["@graph"]
    parquet = pq.read_table(io.BytesIO(file("2026-11-03", "parquet"))).to_pylist()
    assert THEIRS <= set(FIELDS) == set(rows[0]) == set(parquet[0]) == set(graph[0])
    assert rows[0]["x_facts"].startswith("'=")  # no spreadsheet takes it for a formula
    assert parquet[0]["decision_visibility"] == graph[0]["decision_visibility"] == rows[0]["decision_visibility"] == "DECISION_VISIBILITY_CONTENT_REMOVED"
    assert parquet[0]["automated_decision"] == "AUTOMATED_DECISION_PARTIALLY"
    place = of_django.HOME / "open-data" / "reasons" / "2026-11-03.csv"
    place.write_bytes(place.read_bytes() + b"x")
    assert door().get("/reasons/data/2026-11-03.csv").status_code == 404
    for address in ("2026-11-03.exe", "2030-01-01.csv", "..%2F..%2Fsecret-key.csv"):
        assert door().get(f"/reasons/data/{address}").status_code == 404
    assert body["digests"]["parquet"] in door().get("/reasons/data").text


def test_how_often_a_platforms_measures_stood_is_told_with_bounds_from_what_was_decided_alone(who: Who) -> None:
    for uid, decision in enumerate(["keep_measures"] * 17 + ["follow_decision"] * 2 + ["lift_by_mistake"] + ["lift_measures"] * 5):
        told = {"day": SENT.date(), "decided_at": SENT, "platform": who["clerk"].department, "right_kind": "trademark", "addresses": 1, "hours": 1}
        PublicReason.objects.create(uid=f"R{uid}", entry_index=uid, of_notice=f"{uid}", decision=decision, **told)
    (_, _, accuracy) = accuracy_of_platforms()[0]
    assert (accuracy.right, accuracy.judged) == (17, 20)  # a lapse of the fifteen days counts neither way
    page = door().get("/reasons/monthly").text
    assert "17 / 20" in page
    assert percent(accuracy.low) in page


def test_statements_are_searched_and_counted_by_month(who: Who, settings: Any) -> None:
    for _ in range(2):
        decided(who)
    published(SENT + 5 * DAY)
    assert who["clerk"].department is not None
    code = who["clerk"].department.code
    shown = {
        "": 4,
        "measure=delete": 2,
        "measure=block": 0,
        f"platform={code}&right=trademark": 4,
        "q=系正品": 2,
        "month_of=2026-11&decision=take_measures": 2,
        "month_of=2026-10": 0,
    }
    for query, count in shown.items():
        assert door().get(f"/reasons?{query}").text.count('href="/reasons/R') == count, query
    assert door().get("/reasons?month_of=november").status_code == 422
    rows = list(csv.DictReader(io.StringIO(b"".join(door().get("/reasons/monthly?as=csv").streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    assert {(row["处理"], row["处理数"], row["网址数"], row["平均小时"]) for row in rows} == {("采取措施", "2", "6", "24.0"), ("不采取措施", "2", "2", "48.0")}
    assert "2026-11" in door().get("/reasons/monthly").text
    settings.PUBLIC_DOOR = False
    assert {door().get(f"/reasons{one}").status_code for one in ("", "/monthly", "/data", "/x")} == {404}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "请稍候再试"), ("en", "try again in a moment")])
def test_one_list_is_written_at_a_time_and_the_files_by_day_are_named(who: Who, monkeypatch: pytest.MonkeyPatch, form: str, language: str, words: str) -> None:
    decided(who)
    published(SENT + 4 * DAY)
    monkeypatch.setattr(pages, "_PATIENCE", 0.01)
    for address in ("/reasons", "/reasons/monthly"):
        with pages._ONE:
            busy = Client(headers={"Accept-Language": language}).get(f"{address}?as={form}&q=标识")
            assert door().get(address).status_code == 200  # pages are read meanwhile
        assert busy.status_code == 413
        assert words in busy.text
        assert 'href="/reasons/data"' in busy.text.partition("data-refused")[2].partition("</p>")[0]
        taken_along(f"{address}?as={form}")  # and it is free again


def test_a_list_that_is_refused_keeps_nobody_else_out(who: Who) -> None:
    for _ in range(2):
        assert door().get("/reasons?as=exe").status_code == 422
    taken_along("/reasons?as=csv")


def taken_along(address: str) -> None:
    reply = door().get(address)
    assert reply.status_code == 200
    assert b"".join(reply.streaming_content)


def test_a_statement_has_codes_of_goods_its_notice_and_is_held_against_the_live_pages(who: Who) -> None:
    notice = decided(who)
    published(SENT + 5 * DAY)
    statement = PublicReason.objects.get(decision="take_measures")
    other = PublicReason.objects.get(decision="decline_addresses")
    page = door().get(statement.get_absolute_url()).text
    assert "尚未回访" in page
    assert "25" in FIELDS["x_goods_classes"](statement).split(", ")  # 运动鞋
    assert FIELDS["x_notice"](statement) == FIELDS["x_notice"](other)
    assert other.get_absolute_url() in page  # of the same notice
    listed = door().get(f"/reasons?notice={statement.of_notice}").text
    assert statement.get_absolute_url() in listed
    assert other.get_absolute_url() in listed
    assert statement.get_absolute_url() not in door().get("/reasons?notice=nothing").text
    later = SENT + 9 * DAY
    notice.targets.filter(position__in=(1, 2)).update(seen="gone", seen_at=later)
    notice.targets.filter(position=4).update(seen="same", seen_at=later)  # was never taken off: says nothing of the measure
    page = door().get(statement.get_absolute_url()).text
    assert "3 个网址中已回访 2 个：内容已不在的 2 个，仍在或者再次出现的 0 个" in page
    assert "与现在的网页核对" in page
    notice.targets.filter(position=3).update(seen="same", seen_at=later)
    page = door().get(statement.get_absolute_url()).text
    assert "不相符" in page
    assert "已回访 3 个：内容已不在的 2 个，仍在或者再次出现的 1 个" in page
    assert "yunjishi.example" not in page
    dossier = browser(who["clerk"]).get(f"/dossiers/{notice.number}").text
    assert "不相符" in dossier  # both sides read the same at the statement itself
    assert "尚未回访" in door().get(other.get_absolute_url()).text
