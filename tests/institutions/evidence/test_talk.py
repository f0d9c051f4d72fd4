"""An officer answers a buyer or asks back through the door of the kit's code: without a name, both in the ledger, nothing personal shown to the code."""

import json
import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from make import make_kit
from people import at, browser, department_of

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.clues.grounds.acts import take_kit
from mingjian.institutions.clues.handover.steps import dispatch
from mingjian.institutions.clues.reporters.acts import write_to_reporters
from mingjian.institutions.clues.steps import join
from mingjian.institutions.evidence.acts import write_as_buyer, write_to_buyer
from mingjian.institutions.evidence.models import Kit
from mingjian.institutions.evidence.news import buyers_asking
from mingjian.institutions.evidence.services.messages import LONGEST, MOST_UNANSWERED
from mingjian.office.models import Entry, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOON = at("2026-11-24 12:00")


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.PUBLIC_DOOR = True


kit = partial(make_kit, at=NOON, place="抖音 › 直播间 小敏好物 @ 01:12:30", goods="某牌面霜", story="主播说是专柜正品，到货后批号查不到。")


def entries(kind: str) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in Entry.objects.filter(kind=kind).order_by("index")]


def test_an_officer_asks_back_and_the_buyer_answers_by_the_code_without_an_account(who: Who) -> None:
    opened, door = kit(), Client(headers={"Accept-Language": "zh-hans"})
    assert "还没有留言" in door.get(f"/buyer/{opened.code}").text
    client = browser(who["li"])
    sent = client.post(f"/acts/kit/{opened.number}/write_to_buyer", {"write_to_buyer-key": "k1", "write_to_buyer-remark": "请问批号是多少？"})
    assert sent.status_code == 302
    page = door.get(f"/buyer/{opened.code}").text
    assert "请问批号是多少？" in page
    assert "桐庐县局" in page
    said_by = page.split("请问批号是多少？")[0].split('id="talk"')[1]
    assert re.findall(r'<p class="small soft">\s*(.*?) ·', said_by) == ["桐庐县局"]  # the department speaks, and no name
    answered = door.post(f"/buyer/{opened.code}/remarks", {"remark": "批号 A77，电话 13812345678"})
    assert answered.status_code == 302
    own = door.get(f"/buyer/{opened.code}").text
    assert "13812345678" not in own
    assert "批号 A77" not in own  # whoever has the code does not read what the buyer wrote
    assert "等待答复" in own
    seen = client.get(f"/kits/{opened.pk}").text
    assert "批号 A77，电话 138******78" in seen
    assert "13812345678" not in seen
    client.post(f"/reveal/kit/{opened.number}", {"purpose": "核查", "ground": "投诉举报处理办法"})
    assert "13812345678" in client.get(f"/kits/{opened.pk}").text
    (wrote,) = entries("buyer_wrote")
    assert "by" not in wrote
    assert "13812345678" not in json.dumps(wrote)
    assert len(wrote["text_sha256"]) == 64


def test_who_waits_is_told_on_home_until_somebody_answers(who: Who) -> None:
    opened = kit()
    assert buyers_asking(who["li"], NOON) is None
    write_as_buyer(opened, by=None, at=NOON, buyer_remark="有进展吗？")
    told = buyers_asking(who["li"], NOON)
    assert told is not None
    assert told.lines[0].url == f"/kits/{opened.pk}"
    assert buyers_asking(who["zhao"], NOON) is None
    assert "待答复" in browser(who["li"]).get("/kits").text
    write_to_buyer(opened, by=who["li"], at=NOON, remark="正在核查。")
    assert buyers_asking(who["li"], NOON) is None


def test_whoever_holds_the_clue_answers_and_its_history_tells_it(who: Who) -> None:
    opened = kit()
    clue = take_kit(opened, by=who["li"], at=NOON)
    dispatch(clue.dossier, by=who["li"], at=NOON, department=department_of("neighbour").pk)
    write_as_buyer(Kit.objects.get(), by=None, at=NOON, buyer_remark="卖家微信 wxid_9f8e7d 又在卖")
    assert buyers_asking(who["li"], NOON) is None
    told = buyers_asking(who["zhao"], NOON)
    assert told is not None
    assert clue.dossier.number in told.lines[0].url
    page = browser(who["zhao"]).get(f"/clues/{clue.dossier.number}").text
    assert "又在卖" in page
    assert "wxid_9f8e7d" not in page
    clue.refresh_from_db()
    write_to_reporters(clue, by=who["zhao"], at=NOON, remark="已收到，谢谢。")
    assert buyers_asking(who["zhao"], NOON) is None
    assert "已收到，谢谢。" in Client().get(f"/buyer/{opened.code}").text
    kinds = set(Entry.objects.filter(dossier=clue.dossier).values_list("kind", flat=True))
    assert {"buyer_wrote", "buyer_written_to", "reporters_written_to"} <= kinds
    with pytest.raises(NotPermitted):
        write_to_reporters(clue, by=who["li"], at=NOON, remark="x")


def test_one_remark_reaches_every_buyer_whose_clue_was_joined(who: Who) -> None:
    first, other = kit(), kit()
    clue, joined = take_kit(first, by=who["li"], at=NOON), take_kit(other, by=who["li"], at=NOON)
    join(joined.dossier, by=who["li"], at=NOON, joined_to=clue.dossier.number)
    clue.refresh_from_db()
    assert write_to_reporters(clue, by=who["li"], at=NOON, remark="两件一并核查。") == 2
    assert all("两件一并核查。" in Client().get(f"/buyer/{one.code}").text for one in (first, other))


def test_what_is_too_long_or_too_much_is_refused_in_words_and_stays_in_its_field() -> None:
    opened, door = kit(), Client(headers={"Accept-Language": "zh-hans"})
    long = door.post(f"/buyer/{opened.code}/remarks", {"remark": "长" * (LONGEST + 1)})
    assert long.status_code == 422
    assert "留言不超过" in long.text
    assert "长" * 50 in long.text
    assert door.post(f"/buyer/{opened.code}/remarks", {"remark": "  "}).status_code == 422
    for n in range(MOST_UNANSWERED):
        write_as_buyer(Kit.objects.get(), by=None, at=NOON + timedelta(minutes=n), buyer_remark=f"第{n}条")
    with pytest.raises(StepRefused, match="还没有答复"):
        write_as_buyer(Kit.objects.get(), by=None, at=NOON + timedelta(hours=1), buyer_remark="再来")
    assert Kit.objects.get().remarks.count() == MOST_UNANSWERED
    assert door.post("/buyer/none/remarks", {"remark": "x"}).status_code == 404


def test_a_shut_door_takes_no_remark_and_an_empty_kit_nothing(settings: Any, who: Who) -> None:
    opened = kit()
    settings.PUBLIC_DOOR = False
    assert Client().post(f"/buyer/{opened.code}/remarks", {"remark": "x"}).status_code == 404
    with pytest.raises(BadInput):
        write_to_buyer(opened, by=who["li"], at=NOON, remark="")
