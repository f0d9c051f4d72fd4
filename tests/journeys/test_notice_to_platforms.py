"""A notice to a platform in the browser: drafted by the officer, signed by two, answered by the platform's clerk, appealed, and lifted by the head."""

from datetime import timedelta
from pathlib import Path

from django.utils.timezone import localdate, now
from journeys.desk import Desks, desks  # noqa: F401 - a fixture
from people import people
from playwright.sync_api import expect

from mingjian.office.demo import demo_picture
from mingjian.office.dossiers.filing import add_files
from mingjian.office.files.storage import Brought
from mingjian.office.models import Dossier, Officer


def test_a_notice_to_a_platform_from_the_draft_to_its_lifting(desks: Desks, sealed: None, tmp_path: Path) -> None:  # noqa: F811
    people("li", "wang", "clerk")
    listed = tmp_path / "证据清单.csv"
    listed.write_text("序号,证据\n1,网页取证\n", encoding="utf-8")
    li, wang, clerk = (desks.seat(name) for name in ("li", "wang", "clerk"))
    number = li.open("warning", "就某鞋行售假向平台通报", warned_of="某鞋行：仿冒运动鞋", warned_why="《商标法》第五十七条")
    sent = {"document_number": "桐市监通〔2026〕1号", "warned_until": f"{localdate() + timedelta(days=90)}", "warned_evidence": str(listed)}
    add_files(Dossier.objects.get(number=number), [Brought([demo_picture()], "吊牌照片.png")], by=Officer.objects.get(username="li"), at=now())
    li.take(number, "send", platform_department="云集市平台", **sent)
    expect(li.see(number).locator("p.turn")).to_contain_text("签名")
    wang.take(number, "send")
    expect(clerk.see(number).locator("p.turn--mine")).to_contain_text("登记本平台的处理")
    clerk.page.goto("/")
    expect(clerk.page.locator("main")).to_contain_text("就某鞋行售假向平台通报")
    clerk.take(number, "enter_decision", platform_decision="acted", reason="已下架两件商品", decided_shops="2")
    li.take(number, "take_appeal", appeal_text="商品有授权书")
    wang.take(number, "lift", reason="经核实确为授权商品")
    lifted = Dossier.objects.get(number=number)
    assert (lifted.state, lifted.is_closed) == ("lifted", True)
    expect(clerk.see(number).locator("main")).to_contain_text("经核实确为授权商品")
    li.verify(number)
