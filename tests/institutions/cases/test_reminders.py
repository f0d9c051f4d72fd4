"""Reminders: put right by a capture after the reminder, and a first breach only where no earlier one of the same code is known."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils.timezone import now
from people import at, browser

from mingjian.core.errors import StepRefused
from mingjian.institutions.clues.handover.steps import accept
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.evidence.models import Capture
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Dossier, Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
DECIDED = {"not_filing_ground": "first_time", "reason": "已改正", "reporter": "none"}
PAGE, CODE = "https://yunjishi.example/i/7", "91330122MA2ABCDE1M"


def reminded(who: Who, number: str = "R1", *, code: str = CODE, page: str = PAGE, source_clue: str = "", subject: str = "") -> Dossier:
    li = who["li"]
    assert li.department is not None
    given = {"reminded_party": "甲店", "facts": "未亮照", "breach_weight": "slight_first", "reminded_code": code, "reminded_page": page}
    given |= {"source_clue": source_clue}
    told = {name: value for name, value in given.items() if value}
    found = open_dossier(Opening("reminder", number, "甲店未亮照", subject=subject, officer=li), by=li, department=li.department, at=MORNING, given=told)
    sent = {"reminder_sent": "短信", "served_on": "2026-11-02", "remind_until": "2026-11-09"}
    take(found, "remind", by=li, at=MORNING + timedelta(hours=1), given=sent)
    return found


def captured(dossier: Dossier, who: Who, hours: int, text: str, url: str = PAGE) -> str:
    number, when = f"W2026-{Capture.objects.count() + 1:07d}", MORNING + timedelta(hours=hours)
    told = {"url": url, "text": text, "status": 200, "stands": "kept", "taken_at": when}
    Capture.objects.create(number=number, dossier=dossier, asked_by=who["li"], asked_at=when, **told)
    return number


def put_right(dossier: Dossier, who: Who, **given: str) -> None:
    take(dossier, "record_correction", by=who["li"], at=MORNING + timedelta(days=2), given={"note": "已核实", **given})


def settle(dossier: Dossier, who: Who, ground: str = "first_time") -> None:
    take(dossier, "settle", by=who["wang"], at=MORNING + timedelta(days=3), given={"no_penalty_ground": ground, "reason": "已改正"})


def test_a_page_is_put_right_by_a_capture_after_the_reminder_and_then_settled(who: Who) -> None:
    dossier = reminded(who)
    before = captured(dossier, who, 0, "没有执照\n价格 199\n库存 12\n发货地 某市")
    with pytest.raises(StepRefused, match="涉及网页"):
        put_right(dossier, who, checked_on_site="看过了")
    with pytest.raises(StepRefused, match="早于责令改正或者提醒"):
        put_right(dossier, who, proving_capture=before)
    put_right(dossier, who, proving_capture=captured(dossier, who, 20, "商品已下架"))
    settle(dossier, who)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.is_closed) == ("settled", True)


def test_the_page_that_it_is_about_stands_in_the_form_that_captures_it(who: Who) -> None:
    dossier = reminded(who)
    assert re.search(rf'name="capture_page-page_address"[^>]*value="{PAGE}"|value="{PAGE}"[^>]*name="capture_page-page_address"', _shown(who, dossier))
    captured(dossier, who, 20, "商品已下架")
    assert not re.search(rf'name="capture_page-page_address"[^>]*value="{PAGE}"', _shown(who, dossier))  # asked for already


def _shown(who: Who, dossier: Dossier) -> str:
    return browser(who["li"]).get(f"/dossiers/{dossier.number}").text


def test_a_second_breach_of_the_same_code_is_not_settled_as_the_first(who: Who) -> None:
    first, second = reminded(who, page=""), reminded(who, "R2", page="")
    for one in (first, second):
        put_right(one, who, checked_on_site="现场看到已亮照")
    settle(first, who)
    with pytest.raises(StepRefused, match=r"R1.*不是初次"):
        settle(second, who)
    settle(second, who, "slight")
    second.refresh_from_db()
    assert second.state == "settled"


def test_without_a_code_nobody_can_say_that_it_is_the_first(who: Who) -> None:
    dossier = reminded(who, code="", page="")
    put_right(dossier, who, checked_on_site="现场看到已亮照")
    with pytest.raises(StepRefused, match="统一社会信用代码"):
        settle(dossier, who)


def test_a_clue_leads_there_with_what_it_knows_and_shows_what_was_begun(who: Who) -> None:
    told = Intake(source="inspection", suspected_act="未亮照", platform="yunjishi", shop_id="S9", shop_name="甲鞋店", listing_url=PAGE)
    clue = register(told, by=who["li"], at=MORNING)
    client = browser(who["li"])
    page = client.get(clue.get_absolute_url()).text
    link = unescape(re.search(r'href="(/dossiers/new/reminder\?[^"]+)"', page)[1])  # type: ignore[index]
    form = client.get(link).text
    assert PAGE in form
    assert 'name="opening-reminded_party" value="甲鞋店"' in form
    assert f'value="{clue.dossier.number}"' in form
    typed = {"title": "甲店未亮照", "subject": clue.dossier.subject, "reminded_party": "甲店", "facts": "未亮照", "breach_weight": "slight_first"}
    typed |= {"reminded_page": PAGE, "source_clue": clue.dossier.number, "key": "k1"}
    opened = client.post("/dossiers/new/reminder", {f"opening-{name}": value for name, value in typed.items()})
    assert opened.status_code == 302
    assert Dossier.objects.get(procedure="reminder").number in client.get(clue.get_absolute_url()).text
    assert "核查之外的办理" not in browser(who["clerk"]).get(clue.get_absolute_url()).text


def test_a_clue_whose_reminder_is_settled_says_what_remains_and_one_button_submits_it(who: Who) -> None:
    """Its own period ran on, and nothing told that the head must still decide."""
    told = Intake(source="inspection", suspected_act="未亮照", platform="yunjishi", shop_id="S9", shop_name="甲鞋店")
    clue = register(told, by=who["li"], at=MORNING)
    accept(clue.dossier, by=who["li"], at=MORNING)
    dossier = reminded(who, page="", source_clue=clue.dossier.number, subject=clue.dossier.subject)
    li, wang = browser(who["li"]), browser(who["wang"])
    assert "settled-beside" not in li.get(clue.get_absolute_url()).text
    put_right(dossier, who, checked_on_site="现场看到已亮照")
    settle(dossier, who)
    assert clue.dossier.number in wang.get(f"/dossiers/{dossier.number}").text.split('id="clue-left"')[1]
    assert 'action="/dossiers' not in wang.get(clue.get_absolute_url()).text.split('id="settled-beside"')[1].split("</div>")[0]  # not a head's step
    offered = li.get(clue.get_absolute_url()).text.split('id="settled-beside"')[1].split("</form>")[0]
    action, sent = re.search(r'action="([^"]+)"', offered), dict(re.findall(r'name="([^"]+)" value="([^"]*)"', offered))
    assert action is not None
    assert li.post(action[1], sent).status_code == 302
    clue.dossier.refresh_from_db()
    assert clue.dossier.state == "checked"
    assert "初次违法" in sent["conclude_check-check_result"]
    take(clue.dossier, "decide_not_to_file", by=who["wang"], at=now(), given=DECIDED)
    assert not clue.dossier.deadlines.filter(name="check", closed_at=None).exists()
    assert "clue-left" not in wang.get(f"/dossiers/{dossier.number}").text


def test_the_pages_of_the_clue_that_it_came_from_are_to_be_shown_as_put_right(who: Who) -> None:
    """The ledger names the clue whole, and it was looked up by its number: no page was asked for."""
    told = Intake(source="inspection", suspected_act="未亮照", platform="yunjishi", shop_id="S9", listing_url=PAGE)
    clue = register(told, by=who["li"], at=MORNING)
    dossier = reminded(who, page="", source_clue=clue.dossier.number)
    with pytest.raises(StepRefused, match="涉及网页"):
        put_right(dossier, who, checked_on_site="看过了")
