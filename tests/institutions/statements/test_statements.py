"""Money and talk of one matter: brought once, masked until somebody says why, summed, cut out as exhibits and lines, erased with the matter."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from people import at, browser, certify

from mingjian.core.errors import BadInput, NotPermitted, StepRefused
from mingjian.institutions.cases.models import AmountLine, Case
from mingjian.institutions.cases.opening import Filing, file_case
from mingjian.institutions.matters.acts import withdraw_exhibit
from mingjian.institutions.matters.models import Exhibit, Matter
from mingjian.institutions.matters.queries import matter_of
from mingjian.institutions.statements.acts import bring_statement, make_excerpt, withdraw_statement
from mingjian.institutions.statements.models import Excerpt, Statement, StatementRows
from mingjian.institutions.statements.reveal import RevealableStatements
from mingjian.institutions.statements.services.erasure import erase_of
from mingjian.institutions.statements.services.storage import rows_of
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import Brought
from mingjian.office.models import Entry, Officer, SealedFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
MORNING = at("2026-11-24 09:30")
MONEY = """交易时间,收付标志,交易金额,对手户名,交易对手账卡号,交易卡号,账户开户名称,摘要说明,交易流水号
2026-02-28 23:30:00,进,100.00,欧阳测试,6222000000000000002,6222000000000000001,测试甲,货款,LS1
2026-03-01 00:10:00,进,50.50,欧阳测试,6222000000000000002,6222000000000000001,测试甲,货款 尾款,LS2
2026-03-02 10:00:00,出,70.00,杭州某某制版有限公司,6222000000000000003,6222000000000000001,测试甲,面料,LS3
昨天,出,1.00,欧阳测试,6222000000000000002,6222000000000000001,测试甲,不详,LS4
"""
TALK = "发送时间,发送人,聊天对象,消息内容\n2026-03-01 10:00:00,测试乙,鞋子交流群,原单一比一，加我13800000001\n"


@pytest.fixture
def case(who: Who) -> Case:
    certify(who["li"], who["wang"])
    return file_case(Filing("青禾鞋行案", who["li"], who["wang"], None, "桐庐青禾鞋行"), by=who["wang"], at=MORNING)


@pytest.fixture
def matter(case: Case) -> Matter:
    found = matter_of(case.dossier)
    assert found is not None
    return found


def bring(matter: Matter, by: Officer, text: str = MONEY, name: str = "流水.csv", **more: Any) -> Statement:
    told = {"statement_source": "某某银行", **more}
    return bring_statement(matter, by=by, at=MORNING, statement_file=Brought([text.encode()], name), **told)


def see(matter: Matter, by: Officer) -> None:
    reveal(RevealableStatements(matter), purpose="查明货款往来", ground="《行政处罚法》第五十五条", by=by, at=MORNING)


def cut(matter: Matter, by: Officer, *marks: tuple[int, int], sort: str = "payment") -> Excerpt:
    return make_excerpt(matter, by=by, at=MORNING, sort=sort, marks=marks, title="货款流水", proves=["amount"], shows="收取货款")


@pytest.fixture
def page_of_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages read the clock of these tests, so that a reading of this morning holds."""
    monkeypatch.setattr("mingjian.institutions.statements.pages.now", lambda: MORNING)


def test_a_statement_is_sealed_as_personal_read_encrypted_and_entered_without_a_word_of_its_rows(matter: Matter, who: Who) -> None:
    made = bring(matter, who["li"], statement_owner="测试甲")
    assert (made.number, made.sort, made.taken, made.left) == (f"{matter.number}-S1", "payment", 3, 1)
    assert SealedFile.objects.get(sha256=made.sha256).is_personal
    stored = StatementRows.objects.extra(select={"as_it_lies": "content"}).values_list("as_it_lies", flat=True)[0]
    assert stored.startswith("mj1.")
    assert rows_of(made).num_rows == 3
    body = Entry.objects.get(kind="statement_brought").body
    assert all(word not in body for word in ("欧阳", "6222", "测试甲", "流水.csv"))
    assert [row for row, _, _ in made.bad_rows] == [5]


def test_the_same_file_is_brought_once_and_what_is_no_statement_is_refused_and_not_sealed(matter: Matter, who: Who) -> None:
    bring(matter, who["li"])
    with pytest.raises(BadInput, match="已经作为"):
        bring(matter, who["li"])
    with pytest.raises(BadInput):
        bring(matter, who["li"], "订单号,买家\n1,甲\n", "订单.csv")
    assert not SealedFile.objects.filter(name="订单.csv").exists()


def test_nobody_of_another_department_sees_or_brings_any(matter: Matter, who: Who) -> None:
    bring(matter, who["li"])
    for other in ("chen", "police"):
        if other in who:
            assert browser(who[other]).get(f"/statements/{matter.number}").status_code in (403, 404)
    with pytest.raises(NotPermitted):
        bring(matter, who["clerk"], TALK)


@pytest.mark.usefixtures("page_of_now")
def test_the_page_masks_persons_and_finds_nobody_by_them_until_somebody_says_why(matter: Matter, who: Who) -> None:
    bring(matter, who["li"])
    console = browser(who["li"])
    page = console.get(f"/statements/{matter.number}?q=欧阳&party=0123456789abcdef").content.decode()
    assert "欧阳测试" not in page
    assert "6222000000000000002" not in page
    assert "150.50" in page
    assert "70.00" in page
    assert 'name="row"' not in page
    console.post(f"/reveal/statements/{matter.number}", {"purpose": "查明货款往来", "ground": "《行政处罚法》第五十五条"})
    assert Entry.objects.filter(kind="revealed").count() == 1
    page = console.get(f"/statements/{matter.number}").content.decode()
    assert "欧阳测试" in page
    assert "6222000000000000002" in page
    page = console.get(f"/statements/{matter.number}?q=尾款").content.decode()
    assert page.count('name="row"') == 1


@pytest.mark.usefixtures("page_of_now")
def test_talk_is_counted_by_conversation_and_what_was_said_is_masked(matter: Matter, who: Who) -> None:
    bring(matter, who["li"], TALK, "聊天.csv")
    console = browser(who["li"])
    page = console.get(f"/statements/{matter.number}?sort=message").content.decode()
    assert "原单一比一" not in page
    see(matter, who["li"])
    page = console.get(f"/statements/{matter.number}?sort=message&q=一比一").content.decode()
    assert "原单一比一，加我13800000001" in page


def test_ticked_rows_become_an_exhibit_with_file_and_row_of_each(matter: Matter, who: Who) -> None:
    bring(matter, who["li"])
    with pytest.raises(NotPermitted, match="目的和依据"):
        cut(matter, who["li"], (1, 2))
    see(matter, who["li"])
    made = cut(matter, who["li"], (1, 2), (1, 3))
    assert (made.cents_in, made.cents_out) == (15_050, 0)
    assert made.exhibit.proves == ["amount"]
    file = SealedFile.objects.get(sha256=made.exhibit.sha256)
    assert file.is_personal
    with pytest.raises(BadInput):
        cut(matter, who["li"], (1, 5))  # a row that was not read
    with pytest.raises(BadInput):
        cut(matter, who["li"], (2, 2))


def test_a_statement_on_which_an_exhibit_rests_is_not_withdrawn(matter: Matter, who: Who) -> None:
    brought = bring(matter, who["li"])
    see(matter, who["li"])
    made = cut(matter, who["li"], (1, 2))
    with pytest.raises(StepRefused, match="先撤销该证据"):
        withdraw_statement(brought, by=who["li"], at=MORNING, reason="导错")
    withdraw_exhibit(Exhibit.objects.get(pk=made.exhibit_id), by=who["li"], at=MORNING, reason="导错")
    withdraw_statement(Statement.objects.get(pk=brought.pk), by=who["li"], at=MORNING, reason="导错")
    assert bring(matter, who["li"]).nth == 2


@pytest.mark.usefixtures("page_of_now")
def test_an_excerpt_is_counted_in_the_amount_ledger_to_the_cent_or_not_at_all(matter: Matter, case: Case, who: Who) -> None:
    bring(matter, who["li"])
    console = browser(who["li"])
    see(matter, who["li"])
    told = {"sort": "payment", "row": ["1:2", "1:3", "x"], "title": "货款流水", "proves": ["amount"], "shows": ""}
    page = console.post(f"/statements/{matter.number}/excerpt", told, follow=True).content.decode()
    made = Excerpt.objects.get()
    assert made.exhibit.number in page
    line = {"exhibit": made.exhibit.nth, "kind": "sold", "goods": "运动鞋", "offer": "", "quantity": "3"}
    console.post(f"/statements/{matter.number}/count", line)
    assert not AmountLine.objects.exists()  # 150.50 does not divide by 3
    console.post(f"/statements/{matter.number}/count", {**line, "quantity": "2"})
    counted = AmountLine.objects.get()
    assert (str(counted.price), counted.proofs) == ("75.25", [made.exhibit.sha256])
    assert "已计入" in console.get(f"/statements/{matter.number}").content.decode()


def test_what_it_keeps_of_persons_is_erased_with_the_matter(matter: Matter, case: Case, who: Who) -> None:
    bring(matter, who["li"])
    see(matter, who["li"])
    cut(matter, who["li"], (1, 2))
    taken = erase_of(case.dossier)
    assert taken.values > 0
    assert not StatementRows.objects.exists()
    left = Statement.objects.get()
    assert (left.name, left.source, left.sha256, left.taken) == ("—", "—", "", 3)
    assert Excerpt.objects.get().rows == []


def test_the_page_of_the_case_leads_there_and_the_act_has_its_form(matter: Matter, case: Case, who: Who) -> None:
    console = browser(who["li"])
    assert f"/statements/{matter.number}" in console.get(f"{case.get_absolute_url()}/evidence").content.decode()
    file = SimpleUploadedFile("话单.csv", "通话开始时间,主叫号码,被叫号码,通话时长\n2026-03-01 10:00:00,13800000001,13900000002,83\n".encode())
    told = {f"bring_statement-{name}": value for name, value in (("key", "k1"), ("statement_file", file), ("statement_source", "某某通信公司"))}
    reply = console.post(f"/acts/matter/{matter.number}/bring_statement", told, follow=True)
    assert reply.status_code == 200
    bad = SimpleUploadedFile("x.csv", b"a,b\n1,2\n")
    assert Statement.objects.get().sort == "message"
    reply = console.post(f"/acts/matter/{matter.number}/bring_statement", {**told, "bring_statement-key": "k2", "bring_statement-statement_file": bad})
    assert reply.status_code == 422
