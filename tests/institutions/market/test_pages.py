"""The pages of market data show what the lake holds, to authorities only."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from people import people

from mingjian.core.records import kind
from mingjian.core.records.lake import Lake, Load
from mingjian.institutions.market import pages
from mingjian.institutions.market.steps import load_file
from mingjian.office.jobs import files
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.running import work_off
from mingjian.office.models import Entry

pytestmark = pytest.mark.django_db
ORDERS = "订单编号,店铺ID,金额,付款时间\n1,甲,10,2026-11-01 10:00\n2,甲,<script>alert(1)</script>,2026-11-02 10:00\n3,乙,=1+1,2026-11-03 10:00\n".encode()
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path, settings: object) -> Lake:
    settings.LAKE = str(tmp_path / "lake")  # type: ignore[attr-defined]  # pytest-django's own
    return Lake(tmp_path / "lake")


@pytest.fixture
def loaded(lake: Lake, tmp_path: Path) -> Load:
    file = tmp_path / "orders.csv"
    file.write_bytes(ORDERS)
    return lake.load(kind("order"), file, source="shopee", at=AT)


def signed_in(name: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(people(name)[name])
    return client


def upload(client: Client, content: bytes, **changed: str) -> object:
    fields = {"kind": "order", "source": "shopee", "mapping": "", **changed}
    return client.post("/data/new", {**fields, "file": SimpleUploadedFile("../../orders;rm.csv", content)})


def test_the_room_lists_sources_with_rows_bad_rows_and_days(loaded: Load) -> None:
    page = signed_in("li").get("/data").content.decode()
    assert "shopee" in page
    assert "orders.csv" in page
    assert "2026-11-01" in page


def test_an_empty_lake_says_what_to_do(lake: Lake) -> None:
    assert "mingjian import" in signed_in("li").get("/data").content.decode()


def test_a_load_shows_each_bad_row_with_its_reason_and_nothing_runs(loaded: Load) -> None:
    page = signed_in("li").get(f"/data/{loaded.digest}").content.decode()
    assert "No number can be read." in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_report_for_the_source_comes_as_a_file(loaded: Load) -> None:
    reply = signed_in("li").get(f"/data/{loaded.digest}/bad_rows")
    assert "attachment" in reply["Content-Disposition"]
    assert "'=1+1" in b"".join(reply.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a file


@pytest.mark.parametrize("name", ["clerk", "auditor", "system"])
def test_nobody_but_an_authority_sees_market_data(loaded: Load, name: str) -> None:
    client = signed_in(name)
    assert {client.get(path).status_code for path in ("/data", f"/data/{loaded.digest}", f"/data/{loaded.digest}/bad_rows")} <= {302, 403}


def test_an_unknown_load_is_not_found(lake: Lake) -> None:
    assert signed_in("li").get("/data/0123abcd").status_code == 404


def test_an_officer_loads_a_file_once_and_the_ledger_says_so(lake: Lake) -> None:
    client = signed_in("li")
    for _ in range(2):
        reply = upload(client, ORDERS)
        assert reply.status_code == 302  # type: ignore[attr-defined]  # a response
    (load,) = lake.loads()
    assert (load.rows, load.bad, load.source) == (1, 2, "shopee")
    assert "/" not in load.file
    assert Entry.objects.filter(kind="records_imported").count() == 1


def test_a_file_that_cannot_be_used_is_refused_with_the_reason(lake: Lake) -> None:
    reply = upload(signed_in("li"), b"a,b\n1,2\n")
    assert reply.status_code == 422  # type: ignore[attr-defined]  # a response
    assert "order_id" in reply.content.decode()  # type: ignore[attr-defined]  # a response
    assert lake.loads() == []


@pytest.mark.parametrize("source", ["../x", "", "a/b", ".hidden", "a b"])
def test_a_source_that_is_no_plain_name_is_refused(lake: Lake, source: str) -> None:
    assert upload(signed_in("li"), ORDERS, source=source).status_code == 422  # type: ignore[attr-defined]  # a response
    assert lake.loads() == []


def test_columns_under_other_names_are_given_by_lines(lake: Lake) -> None:
    upload(signed_in("li"), "单据,额\nA1,5\n".encode(), mapping="单据=order_id\n额=amount\n")
    (load,) = lake.loads()
    assert load.theirs == {"order_id": "单据", "amount": "额"}


def test_a_head_without_the_role_may_look_but_not_load(lake: Lake) -> None:
    client = signed_in("wang")
    assert client.get("/data").status_code == 200
    assert upload(client, ORDERS).status_code == 403  # type: ignore[attr-defined]  # a response


def test_a_large_file_is_loaded_by_a_job_and_a_kill_between_lake_and_ledger_loses_nothing(lake: Lake, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = lake.folder.parent
    monkeypatch.setattr(pages, "AT_ONCE", 10)
    client = signed_in("li")
    led = upload(client, ORDERS)["Location"]  # type: ignore[index]  # a response
    assert lake.loads() == []
    job = Job.objects.get()
    whole = load_file._enter
    monkeypatch.setattr(load_file, "_enter", _die)
    with pytest.raises(KeyboardInterrupt):
        work_off(clock=lambda: job.queued_at)
    monkeypatch.setattr(load_file, "_enter", whole)
    (load,) = lake.loads()
    assert not Entry.objects.filter(kind="records_imported").exists()
    work_off(clock=lambda: job.queued_at + timedelta(hours=2))
    assert Entry.objects.filter(kind="records_imported").count() == 1
    job.refresh_from_db()
    assert (job.state, job.outcome_en) == ("done", "Loaded 1 rows; 2 were not taken.")
    assert client.get(led, headers={"HX-Request": "true"})["HX-Redirect"] == f"/data/{load.digest}"
    assert not files.folder_of(job.folder).exists()


def _die(*told: object) -> None:
    raise KeyboardInterrupt
