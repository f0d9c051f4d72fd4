"""Whatever a file or the form sends can be taken in: long addresses, many of them, and each kept as it was written."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from noticed import PAPERS, SENT, Who, of_kind

from mingjian.institutions.notices.acts import take_notice_in
from mingjian.institutions.notices.batches.tables import answers_of
from mingjian.institutions.notices.batches.work.send_many import send_many
from mingjian.institutions.notices.models import Notice
from mingjian.institutions.notices.services.addresses import LONGEST, MOST
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Officer
from mingjian.office.people.keys import make_key

pytestmark = pytest.mark.django_db
HEAD = "https://yunjishi.example/item/"
PATHS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"'), max_size=LONGEST - len(HEAD) - 9)
NOTES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=1000)
ROWS = st.lists(st.tuples(PATHS, NOTES), min_size=1, max_size=30)


@pytest.fixture(autouse=True)
def _open(settings: Any, sealed: None) -> None:
    settings.PUBLIC_DOOR = True


@pytest.fixture
def holder(who: Who) -> Officer:
    return of_kind("青松公司", "right_holder", "right_holder")


def table(rows: list[tuple[str, str]]) -> bytes:
    quoted = (f'"{address}",yunjishi,"{note.replace(chr(34), chr(34) * 2)}"' for address, note in rows)
    return "\n".join(["网址,平台,说明", *quoted]).encode()


def taken_in_whole(numbers: set[str], clerk: Officer) -> list[str]:
    """Take notices in, and decide one row of each; return their addresses as the dossiers have them."""
    found = []
    for number in sorted(numbers):
        notice = Notice.objects.get(number=number)
        dossier = take_notice_in(notice, by=clerk, at=SENT + timedelta(hours=1))
        take(dossier, "decline_addresses", by=clerk, at=SENT + timedelta(hours=2), given={"target_rows": "1", "reason": "正品"})
        assert list(notice.targets.order_by("position").values_list("address", flat=True)) == notice.addresses
        found += notice.addresses
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_whatever_a_file_sends_can_be_taken_in(who: Who, holder: Officer, rows: list[tuple[str, str]]) -> None:
    """Nine addresses of seventy characters could never be taken in: the step had room for five hundred."""
    Notice.objects.filter(dossier__isnull=True).update(standing="declined")
    told = [(f"{HEAD}{Notice.objects.count()}-{nth}/{path}", note) for nth, (path, note) in enumerate(rows)]
    answers = list(answers_of(send_many(table(told), PAPERS, by=holder, at=SENT)))
    sent = [one for one in answers if one.notice]
    faults = {one.number: one.fault.zh for one in answers if one.fault}
    assert len(sent) + len(faults) == len(told)
    assert all("网址" in fault or "说明" in fault for fault in faults.values()), faults  # each that was not sent says why
    assert taken_in_whole({one.notice for one in sent}, who["clerk"]) == [one.address for one in sent]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=st.lists(PATHS, min_size=1, max_size=30))
@example(paths=["a", "b" * 1900, "鞋"])
def test_whatever_the_api_sends_can_be_taken_in_and_decided_by_the_api(who: Who, holder: Officer, paths: list[str]) -> None:
    lines = [f"{HEAD}{Notice.objects.count()}-{nth}/{path}" for nth, path in enumerate(paths)]
    body = {**PAPERS, "platform_department": who["clerk"].department_id, "listing_addresses": "\n".join(lines)}
    reply = asked(holder, "/api/acts/notice/send_notice", {"papers": body, "key": f"k{Notice.objects.count()}"})
    if reply.status_code >= 400:
        assert "网址" in json.dumps(reply.json(), ensure_ascii=False), reply.text  # it names the line and what is wrong with it
        return
    notice = Notice.objects.latest("pk")
    assert asked(who["clerk"], f"/api/acts/notice/{notice.number}/take_notice_in", {"papers": {}}).status_code == 200
    told = {"papers": {"target_rows": f"1-{len(notice.addresses)}", "reason": "正品"}}
    assert asked(who["clerk"], f"/api/dossiers/{notice.number}/steps/decline_addresses", told).status_code < 300
    assert set(notice.targets.values_list("state", flat=True)) == {"unfounded"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
@example(rows=[("b" * 1900, "长" * 1000), ("鞋\\u0301", "")])
def test_whatever_many_rows_of_the_api_send_can_be_taken_in(who: Who, holder: Officer, rows: list[tuple[str, str]]) -> None:
    Notice.objects.filter(dossier__isnull=True).update(standing="declined")
    told = [{"address": f"{HEAD}{Notice.objects.count()}-{nth}/{path}", "platform": "yunjishi", "note": note} for nth, (path, note) in enumerate(rows)]
    reply = asked(holder, "/api/notices", {"papers": PAPERS, "rows": told})
    assert reply.status_code == 201, reply.text
    batch = asked(holder, f"/api/notices/batches/{reply.json()['batch']}", None).json()["rows"]
    assert all("网址" in one["fault"]["zh"] or "说明" in one["fault"]["zh"] for one in batch if one["fault"])
    assert [bool(one["notice"]) != bool(one["fault"]) for one in batch] == [True] * len(told)
    assert taken_in_whole(set(reply.json()["notices"]), who["clerk"]) == [one["address"] for one in batch if one["notice"]]


def asked(officer: Officer, path: str, body: dict[str, Any] | None) -> Any:
    told = {"Authorization": f"Bearer {make_key(officer, 'x', at=SENT)}"}
    return Client().get(path, headers=told) if body is None else Client().post(path, json.dumps(body), content_type="application/json", headers=told)


@pytest.mark.slow
def test_a_notice_of_as_many_and_as_long_addresses_as_are_sent_is_taken_in(who: Who, holder: Officer) -> None:
    long = [(f"{HEAD}{nth}/".ljust(LONGEST, "a"), "") for nth in range(200)]
    many = [(f"{HEAD}m{nth}", "第一款") for nth in range(MOST)]
    answers = list(answers_of(send_many(table(long + many), PAPERS, by=holder, at=SENT)))
    assert [one.fault for one in answers if one.fault] == []
    numbers = {one.notice for one in answers}
    assert sorted(len(Notice.objects.get(number=number).addresses) for number in numbers) == [200, MOST]
    assert len(taken_in_whole(numbers, who["clerk"])) == len(long) + len(many)
