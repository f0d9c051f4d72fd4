"""A decision is read from its text on a page, corrected by an officer, and stands then among the penalties."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from make import make_lake
from people import people

from mingjian.core.records.lake import Lake
from mingjian.office.models import Entry

pytestmark = pytest.mark.django_db
TEXT = (
    "杭州市滨江区市场监督管理局\n行政处罚决定书\n杭滨市监处罚〔2026〕118号\n当事人：杭州青岚谷贸易有限公司\n"
    "当事人的行为违反了《中华人民共和国商标法》第五十七条第（三）项的规定，构成销售侵犯注册商标专用权的商品的违法行为。\n"
    "本局决定：没收违法所得1200元；罚款人民币叁万元整（￥30000.00）。<b>粗体</b>\n杭州市滨江区市场监督管理局\n2026年4月20日"
)


@pytest.fixture
def lake(tmp_path: Path, settings: Any) -> Lake:
    return make_lake(tmp_path, settings)


def signed_in(name: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(people(name)[name])
    return client


def given(form: Any, **changed: str) -> dict[str, str]:
    """Return what a browser would send of a form as it was shown."""
    values = {field.html_name: field.value() if field.value() is not None else "" for field in form}
    values["initial-fine"] = values["fine"]
    return {**{name: str(value) for name, value in values.items()}, "text": TEXT, "enter": "1", **changed}


def test_what_is_read_stands_in_a_form_beside_the_marked_text(lake: Lake) -> None:
    page = signed_in("li").post("/data/decision", {"text": TEXT})
    form = page.context["form"]
    assert form["decision_id"].value() == "杭滨市监处罚〔2026〕118号"
    assert (form["party"].value(), form["fine"].value()) == ("杭州青岚谷贸易有限公司", 30000.0)
    shown = page.content.decode()
    assert "<b>粗体" not in shown
    assert "人民币叁万元整（￥30000.00）</mark>" in shown
    assert 'title="罚款 · 99 %"' in shown


def test_it_is_entered_once_an_officer_has_confirmed_it_and_the_ledger_says_who(lake: Lake) -> None:
    client = signed_in("li")
    form = client.post("/data/decision", {"text": TEXT}).context["form"]
    reply = client.post("/data/decision", given(form, authority="杭州市滨江区市场监管局"))
    assert reply.status_code == 302, reply.content.decode()
    (load,) = [one for one in lake.loads() if one.kind == "penalty"]
    (row,) = pq.read_table(load.rows_path).to_pylist()
    assert (row["fine"], row["fine_from"], row["authority"], row["uscc"]) == (30000.0, "text", "杭州市滨江区市场监管局", None)
    entry = Entry.objects.get(kind="records_imported")
    assert entry.officer is not None


def test_a_fine_that_the_officer_corrected_is_no_longer_said_to_be_read(lake: Lake) -> None:
    client = signed_in("li")
    form = client.post("/data/decision", {"text": TEXT}).context["form"]
    client.post("/data/decision", given(form, fine="20000"))
    (load,) = [one for one in lake.loads() if one.kind == "penalty"]
    (row,) = pq.read_table(load.rows_path).to_pylist()
    assert (row["fine"], row["fine_from"]) == (20000.0, None)


def test_without_a_number_the_form_comes_back_and_nothing_is_entered(lake: Lake) -> None:
    client = signed_in("li")
    form = client.post("/data/decision", {"text": TEXT}).context["form"]
    page = client.post("/data/decision", given(form, decision_id=""))
    assert page.status_code == 422
    assert page.context["form"].errors["decision_id"]
    assert lake.loads() == []


def test_a_text_that_is_no_decision_is_said_to_be_none(lake: Lake) -> None:
    page = signed_in("li", "zh-hans").post("/data/decision", {"text": "今天天气很好。" * 30})
    assert "这是完整的决定书吗" in page.content.decode()


@pytest.mark.parametrize("name", ["clerk", "auditor"])
def test_whoever_is_of_no_authority_is_refused(lake: Lake, name: str) -> None:
    assert signed_in(name).get("/data/decision").status_code in (403, 404)
