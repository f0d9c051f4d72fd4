"""What does not fit together about a subject: two values and who says each; what is missing is no contradiction."""

from pathlib import Path
from typing import Any

import pytest
from make import make_lake
from people import at, browser

from mingjian.institutions.operators.acts import add_link, drop_link, open_subject
from mingjian.institutions.operators.models import Link, Subject
from mingjian.institutions.operators.services.fit import misfits_of
from mingjian.office.models import Officer

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
NOW = at("2026-11-26 10:00")
OPERATORS = """operator_id,platform,shop_id,shop_name,name,uscc,address,seen_at
o1,yunjishi,S1,甲鞋店,杭州甲商贸有限公司,91330122MA2KA1234X,浙江省杭州市桐庐县一号,2026-11-01T00:00:00Z
o2,yunjishi,S2,乙鞋店,杭州乙商贸有限公司,91330122MA2KA9999X,浙江省杭州市桐庐县二号,2026-11-01T00:00:00Z
"""
REGISTER = """uscc,name,status,address
91330122MA2KA1234X,杭州甲商贸有限公司,存续,浙江省杭州市桐庐县一号
91330122MA2KA9999X,石家庄丙农场,注销,河北省石家庄市正定县四号
"""


@pytest.fixture
def lake(settings: Any, tmp_path: Path) -> None:
    make_lake(tmp_path, settings, at=NOW, operator=OPERATORS, registration=REGISTER)


def opened(who: Who, **links: list[str]) -> Subject:
    subject = open_subject(by=who["li"], at=NOW, subject_kind="firm", subject_name="杭州甲商贸有限公司", subject_code="91330122MA2KA1234X")
    for link_kind, values in links.items():
        for value in values:
            add_link(subject, by=who["li"], at=NOW, link_kind=link_kind, link_value=value, link_source="现场检查笔录")
    return subject


def titles(subject: Subject, who: Who) -> list[str]:
    return [one.title.zh for one in misfits_of(subject, who["li"])]


def test_what_agrees_or_is_not_known_is_no_contradiction(who: Who, lake: None) -> None:
    fits = opened(who, shop=["yunjishi/S1"], address=["浙江省杭州市桐庐县一号"], warehouse=["杭州市桐庐县仓库路", "某仓库"], firm=["杭州甲商贸有限公司"])
    assert titles(fits, who) == []
    assert "没有相互矛盾之处" in browser(who["li"]).get(f"/operators/{fits.number}").text


def test_a_borrowed_licence_shows_in_code_name_state_and_place(who: Who, lake: None) -> None:
    assert titles(opened(who, shop=["yunjishi/S2"]), who) == [
        "网店公示的信用代码与本档案不同",
        "公示的执照已不在存续状态",
        "公示的名称与登记的名称不同",
        "公示的地址与登记的住所不在同一县",
    ]


def test_goods_that_leave_from_elsewhere_and_several_who_are_paid_are_told_with_who_says_so_and_masked(who: Who) -> None:
    subject = opened(who, address=["浙江省杭州市桐庐县一号"], warehouse=["河北省石家庄市正定县九号"], payee=["6222020200011112222", "6222020200013334444"])
    found = misfits_of(subject, who["li"])
    assert [one.title.zh for one in found] == ["经营地址与发货、退货地址不在同一县", "收款账户不止一个"]
    assert all(side.source == "现场检查笔录" for one in found for side in (one.one, one.other))
    page = browser(who["li"]).get(f"/operators/{subject.number}").text
    assert "收款账户不止一个" in page
    assert "6222020200011112222" not in page
    drop_link(Link.objects.filter(kind="payee").first(), by=who["li"], at=NOW, reason="核实有误")
    assert titles(subject, who) == ["经营地址与发货、退货地址不在同一县"]
