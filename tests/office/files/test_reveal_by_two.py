"""What the node's settings name is opened by two: one asks with purpose and ground, a colleague who may see it too consents; both stand in the ledger."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from people import at, browser

from mingjian.core.errors import NotFound, NotPermitted, StepRefused
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake, Reported
from mingjian.institutions.clues.reporters.reveal import RevealableReporter
from mingjian.office.files.readings import LASTS
from mingjian.office.files.revealable import ASKED, reading_of, reveal, second
from mingjian.office.models import Entry, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOON = at("2026-11-24 12:00")
WHY = {"purpose": "核实举报内容", "ground": "投诉举报处理办法"}


def test_the_setting_knows_every_kind_that_is_masked_and_no_other(settings: Any) -> None:
    assert set(settings.GUARDED) == {kind for one in apps.get_app_configs() for kind in getattr(one, "reveals", {})}


@pytest.fixture
def revealable(who: Who, settings: Any) -> RevealableReporter:
    settings.REVEAL_BY_TWO = frozenset({"reporter"})
    told = Intake(source="report", suspected_act="售假", content="某店售假", reporter=Reported(name="张小明", phone="13900000000"))
    return RevealableReporter(register(told, by=who["li"], at=NOON))


def test_it_opens_to_whoever_asked_once_a_colleague_consents_and_to_nobody_else(revealable: RevealableReporter, who: Who) -> None:
    asked = reveal(revealable, **WHY, by=who["li"], at=NOON)
    assert asked.waits
    assert reading_of(revealable, who["li"], NOON) is None
    with pytest.raises(StepRefused, match="已申请"):
        reveal(revealable, **WHY, by=who["li"], at=NOON)
    for name in ("li", "zhao", "sun"):  # oneself, another department, the superior
        with pytest.raises(NotPermitted):
            second(revealable, asked.pk, is_given=True, by=who[name], at=NOON)
    second(revealable, asked.pk, is_given=True, by=who["wang"], at=NOON + timedelta(hours=1))
    assert reading_of(revealable, who["li"], NOON + timedelta(hours=2)) is not None
    assert reading_of(revealable, who["wang"], NOON + timedelta(hours=2)) is None
    assert reading_of(revealable, who["li"], NOON + timedelta(hours=1) + LASTS) is None
    given = json.loads(Entry.objects.get(kind="reveal_seconded").body)
    assert (given["by"], given["asked_by"], given["purpose"]) == ("wang@mingjian.local", "li@mingjian.local", "核实举报内容")
    assert not Entry.objects.filter(kind="revealed").exists()


def test_declined_or_too_late_it_stays_shut(revealable: RevealableReporter, who: Who) -> None:
    asked = reveal(revealable, **WHY, by=who["li"], at=NOON)
    second(revealable, asked.pk, is_given=False, by=who["wang"], at=NOON)
    assert reading_of(revealable, who["li"], NOON) is None
    again = reveal(revealable, **WHY, by=who["li"], at=NOON + timedelta(minutes=1))
    with pytest.raises(NotFound):
        second(revealable, again.pk, is_given=True, by=who["wang"], at=NOON + ASKED + timedelta(hours=1))


@pytest.mark.slow
def test_both_find_their_way_by_the_pages(revealable: RevealableReporter, who: Who) -> None:
    li, wang = browser(who["li"]), browser(who["wang"])
    assert "须双人办理" in li.get(revealable.path).text
    assert li.post(revealable.path, WHY, follow=True).status_code == 200
    assert "13900000000" not in li.get(revealable.back).text
    assert "同事申请查看个人信息" in wang.get("/").text
    page = wang.get(revealable.path).text
    assert "核实举报内容" in page
    key = page.split('name="second" value="')[1].split('"')[0]
    wang.post(revealable.path, {"second": key, "answer": "yes"})
    assert "13900000000" in li.get(revealable.back).text
    assert "13900000000" not in wang.get(revealable.back).text


def test_what_the_settings_do_not_name_takes_one(revealable: RevealableReporter, who: Who, settings: Any) -> None:
    settings.REVEAL_BY_TWO = frozenset({"kit"})
    reveal(revealable, **WHY, by=who["li"], at=NOON)
    assert reading_of(revealable, who["li"], NOON) is not None
