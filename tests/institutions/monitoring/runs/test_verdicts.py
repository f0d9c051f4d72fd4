"""A judge of the office's own verdicts: from how many on, how it is measured, where its opinion stands, and that it decides nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from institutions.monitoring.verdicts import EVENING, decided
from people import at, browser

from mingjian.cli import commands
from mingjian.core.detectors import detector
from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import Finding
from mingjian.institutions.monitoring.runs.services.opinions import folder_of_verdicts, told_of_verdicts
from mingjian.institutions.monitoring.runs.work.train_on_verdicts import train_on_verdicts
from mingjian.office.jobs.models import Job
from mingjian.office.jobs.nights import begin_night
from mingjian.office.jobs.run import work_off
from mingjian.office.models import Officer

pytest.importorskip("sklearn", reason="The extra [learning] is absent.")
pytestmark = pytest.mark.django_db

MORNING = at("2026-11-26 07:00")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.HOME = tmp_path
    monkeypatch.setenv("MINGJIAN_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.slow
def test_two_hundred_verdicts_train_a_judge_that_tells_its_precision_on_those_it_did_not_see(who: dict[str, Officer]) -> None:
    decided(who["li"], 199)
    assert train_on_verdicts(MORNING) is None
    decided(who["li"], 1)
    told = train_on_verdicts(MORNING)
    assert told is not None
    assert (told.verdicts, told.right) == (200, 81)
    low, high = told.interval
    assert 0.7 < low < told.precision < high <= 1
    assert told.precision > told.base + 0.2


@pytest.mark.slow
def test_it_is_trained_once_a_night_and_only_when_something_was_decided(who: dict[str, Officer]) -> None:
    decided(who["li"], 205)
    assert train_on_verdicts(EVENING) is not None
    decided(who["li"], 10)
    assert train_on_verdicts(EVENING + timedelta(hours=3)) is None
    assert train_on_verdicts(EVENING + timedelta(hours=22)) is not None
    assert train_on_verdicts(EVENING + timedelta(days=9)) is None


def test_verdicts_of_one_kind_alone_teach_nothing(who: dict[str, Officer]) -> None:
    decided(who["li"], 200)
    Finding.objects.update(status=Finding.Status.TAKEN_UP)
    assert train_on_verdicts(MORNING) is None


@pytest.mark.slow
def test_a_night_passes_and_findings_are_there_with_the_opinion_that_orders_them_on_demand(who: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    decided(who["li"], 220)
    file = tmp_path / "goods.csv"
    titles = ("高仿手表支持验货微信详聊 1比1", "高仿手表模型 复刻版图书画册出版社 高仿 1比1")
    lines = [f"L{n},甲网,{n},{title}" for n, title in enumerate(titles)]
    file.write_text("\n".join(["listing_id,platform,shop_id,title", *lines]), "utf-8")
    settings.LAKE = str(tmp_path / "lake")
    Lake(tmp_path / "lake").load(kind("listing"), file, source="甲网", at=EVENING)
    for night in (EVENING, MORNING - timedelta(hours=5)):
        begin_night(night)
        work_off(clock=lambda night=night: night + timedelta(minutes=1))  # type: ignore[misc]  # a default binds the night
    assert not Job.objects.exclude(state="done").exists()
    waiting = Finding.objects.filter(status="new", detector="replica_words")
    assert waiting.exists()
    assert waiting.exclude(opinion=0).count() == waiting.count()
    client = browser(who["li"])
    opinions = [row[0].opinion for row in client.get("/findings?by=opinion").context["rows"]]
    assert opinions
    assert opinions == sorted(opinions, reverse=True)
    shown = client.get(f"/findings/{waiting.order_by('-opinion')[0].pk}").content.decode()
    assert "模型意见" in shown
    assert "与本单位采用的发现相近" in shown
    assert "95% 区间" in shown


@pytest.mark.slow
def test_switched_off_nothing_is_trained_or_shown(who: dict[str, Officer], settings: Any) -> None:
    decided(who["li"], 220)
    assert train_on_verdicts(EVENING) is not None
    settings.JUDGES = False
    assert train_on_verdicts(MORNING, again=True) is None
    found = Finding.objects.all()[0]
    assert "模型意见" not in browser(who["li"]).get(f"/findings/{found.pk}").content.decode()


@pytest.mark.slow
def test_a_broken_judge_is_passed_over(who: dict[str, Officer]) -> None:
    decided(who["li"], 220)
    assert train_on_verdicts(EVENING) is not None
    (folder_of_verdicts() / "judge.skops").write_bytes(b"no")
    (folder_of_verdicts() / "made.json").touch()
    assert told_of_verdicts() is None
    assert browser(who["li"]).get("/findings?by=opinion").status_code == 200


@pytest.mark.slow
def test_the_page_of_detectors_says_how_it_fares_or_how_many_verdicts_there_are(who: dict[str, Officer], settings: Any, tmp_path: Path) -> None:
    settings.LAKE = str(tmp_path / "lake")
    client = browser(who["li"])
    assert "现有 0 条" in client.get("/detectors").content.decode()
    decided(who["li"], 220)
    train_on_verdicts(EVENING)
    assert "220 条处理结论" in client.get("/detectors").content.decode()


def test_train_says_how_many_verdicts_are_lacking(who: dict[str, Officer]) -> None:
    error = CliRunner().invoke(commands, ["train", "--verdicts"]).exception
    assert isinstance(error, BadInput)
    assert "it takes 200" in error.text.en


def test_the_detectors_of_posts_ask_a_judge_unless_told_otherwise() -> None:
    for key in ("brushing_recruitment", "black_market_advertising", "risky_site"):
        assert detector(key)[0].settings["judge"].default is True
