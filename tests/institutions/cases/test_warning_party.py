"""A notice to platforms names the shop as party: what it is about is known from the matter, and its operator reads the reasons and appeals itself."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.timezone import localdate, now
from people import at, browser

from mingjian.core.errors import NotFound, NotPermitted, StepRefused
from mingjian.institutions.cases.services.warned_operators import told_of_warning, warned_known
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.matters.acts import open_matter
from mingjian.institutions.matters.queries import known_of
from mingjian.office.demo import demo_picture
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Department, Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")
NAME = "桐庐青禾鞋业有限公司"


@pytest.fixture
def shop(who: Who) -> Officer:
    made = Department.objects.create(name_zh=NAME, name_en="Qinghe", kind="operator", level="county", region="330122")
    return Officer.objects.create(username="shop", name_zh="青", department=made, duty="work", roles=["operator"])


@pytest.fixture
def clue(who: Who) -> Clue:
    told = {"platform": "yunjishi", "shop_id": "S9", "shop_name": "青禾鞋行", "listing_id": "L1", "listing_title": "一比一运动鞋"}
    made = register(Intake(source="inspection", suspected_act="销售侵犯注册商标专用权的商品", operator_name=NAME, **told), by=who["li"], at=NOW)
    open_matter(by=who["li"], at=NOW, dossier=made.dossier, known=known_of(made.dossier))
    return made


def sent(clue: Clue, who: Who) -> Dossier:
    warning = open_any(Request("warning", "通报", papers=warned_known(clue)), by=who["li"], at=now())
    listed = seal([b"1,capture\n"], "证据清单.csv", dossier=warning, by=who["li"], at=now())
    seal([demo_picture()], "吊牌.png", dossier=warning, by=who["li"], at=now())
    until = f"{localdate() + timedelta(days=60)}"
    given = {"platform_department": who["clerk"].department_id, "document_number": "通1号", "warned_until": until, "warned_evidence": listed.sha256}
    take(warning, "send", by=who["li"], at=now(), given=given)
    take(warning, "send", by=who["wang"], at=now())
    return warning


def test_whom_it_is_about_is_known_from_the_matter_and_typed_by_nobody(clue: Clue, who: Who) -> None:
    known = warned_known(clue)
    assert NAME in known["warned_of"]
    assert "yunjishi 青禾鞋行 S9：一比一运动鞋 L1" in known["warned_of"]
    assert known["warned_why"].startswith("涉嫌销售侵犯注册商标专用权的商品")
    page = browser(who["li"]).get(clue.get_absolute_url()).content.decode().replace("&amp;", "&")
    links = [one.split('"')[0] for one in page.split('href="')[1:] if "/dossiers/new/warning" in one.split('"')[0]]
    assert parse_qs(urlsplit(links[0]).query)["warned_of"] == [known["warned_of"]]


def test_the_shop_reads_the_reasons_once_it_is_told_and_appeals_itself(clue: Clue, who: Who, shop: Officer) -> None:
    warning = sent(clue, who)
    assert browser(shop).get(f"/dossiers/{warning.number}").status_code == 404
    assert told_of_warning(warning) == {"warned_operator": str(shop.department_id)}
    assert f'value="{shop.department_id}" checked' in " ".join(browser(who["li"]).get(f"/dossiers/{warning.number}").content.decode().split())
    take(warning, "tell_party", by=who["li"], at=now(), given={"operator_department": shop.department_id})
    page = browser(shop).get(f"/dossiers/{warning.number}").content.decode()
    assert "一比一运动鞋" in page
    assert "提出申诉" in page
    take(warning, "appeal", by=shop, at=now(), given={"appeal_text": "商品有授权书，授权编号 2026-18"})
    assert warning.state == "appealed"
    Officer.objects.filter(pk=who["li"].pk).update(roles=["officer", "head"])
    drafter = Officer.objects.get(pk=who["li"].pk)
    with pytest.raises(StepRefused, match="由他人办理"):
        take(warning, "decide_appeal", by=drafter, at=now(), given={"reason": "维持"})
    take(warning, "lift", by=who["wang"], at=now(), given={"reason": "确为授权商品"})
    assert "确为授权商品" in browser(shop).get(f"/dossiers/{warning.number}").content.decode()


def test_whoever_is_not_the_party_appeals_nothing(clue: Clue, who: Who, shop: Officer) -> None:
    warning = sent(clue, who)
    with pytest.raises(NotFound):
        take(warning, "appeal", by=shop, at=now(), given={"appeal_text": "未被告知"})
    take(warning, "tell_party", by=who["li"], at=now(), given={"operator_department": shop.department_id})
    with pytest.raises((NotPermitted, StepRefused)):
        take(warning, "appeal", by=who["clerk"], at=now(), given={"appeal_text": "平台代为申诉"})
    with pytest.raises((NotPermitted, StepRefused)):
        take(warning, "lift", by=shop, at=now(), given={"reason": "自己撤销"})
