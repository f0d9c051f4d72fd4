"""Lists of 12315 and 12345: each row under its number there, a second time as an update; reports as clues; answers in the same headings; groups."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from people import at, browser

from mingjian.institutions.clues.models import Clue
from mingjian.institutions.disputes.imports.opening import Listed, import_list
from mingjian.institutions.disputes.models import Complaint
from mingjian.institutions.disputes.queries import groups_of
from mingjian.institutions.disputes.services.erasure import erase_of
from mingjian.office.audit.run import audit
from mingjian.office.dossiers.transition import take
from mingjian.office.models import Entry, Officer
from mingjian.office.record.seals import seal_rows

pytestmark = pytest.mark.django_db
Who = dict[str, Officer]
MORNING = at("2026-11-02 09:00")
EXPORTS = Path(__file__).parents[2] / "core/records/reading/exports/4_complaints"
HEAD = "登记编号,表单类型,提供方姓名,联系电话,涉及主体名称,网购平台,商品/服务名称,争议金额(元),订单号,问题陈述,登记日期"
ROWS = (
    "1990101002026110100000001,投诉,张某某,13900001234,青禾鞋行,云集市,运动鞋,\"1,199.00\",O77,买到的运动鞋鞋底开胶，疑似仿品，要求退一赔三。,2026-11-01",
    "1990101002026110100000002,举报,李某某,13900005678,青禾鞋行,云集市,运动鞋,199,O78,该店销售假冒运动鞋。,2026-11-01",
    "1990101002026110100000003,投诉,王某某,13900009999,,,手提包,299,O79,客服不理睬。,2026-11-01",
)  # fmt: skip


def listed(who: Who, folder: Path, *rows: str, head: str = HEAD, name: str = "名单.csv", by: str = "li") -> Listed:
    path = folder / name
    path.write_bytes("\n".join([head, *rows]).encode("gb18030"))
    return import_list(path, "12315", by=who[by], at=MORNING)


def test_a_row_becomes_a_complaint_a_report_a_clue_and_one_without_an_operator_is_told(who: Who, tmp_path: Path) -> None:
    done = listed(who, tmp_path, *ROWS)
    (complaint,) = done.new
    assert (complaint.hotline, complaint.original_number) == ("12315", "1990101002026110100000001")
    assert (complaint.complained_of, str(complaint.price), complaint.order_number) == ("青禾鞋行", "1199.00", "O77")
    assert complaint.received_at == at("2026-11-01 00:00")
    assert (complaint.complainant.name, complaint.complainant.phone) == ("张某某", "13900001234")
    (clue,) = done.clues
    assert (clue.original_number, clue.source, clue.operator_name) == ("12315-1990101002026110100000002", "report", "青禾鞋行")
    (bad,) = done.bad_rows
    assert (bad.row, "没有被投诉人" in bad.reason.zh) == (4, True)
    bodies = "".join(Entry.objects.values_list("body", flat=True))
    assert "张某某" not in bodies
    assert "13900001234" not in bodies


def test_the_same_list_again_changes_nothing_and_a_later_one_brings_it_up_to_date(who: Who, tmp_path: Path) -> None:
    listed(who, tmp_path, *ROWS)
    again = listed(who, tmp_path, *ROWS)
    assert (len(again.new), len(again.changed), again.same, len(again.clues)) == (0, 0, 1, 1)
    assert (Complaint.objects.count(), Clue.objects.count()) == (1, 1)
    later = listed(who, tmp_path, ROWS[0].replace('"1,199.00"', "").replace("要求退一赔三", "商家已退款"))
    ((complaint, fields),) = later.changed
    assert fields == ["facts"]
    assert str(complaint.price) == "1199.00"  # an empty cell changes nothing
    assert "要求退一赔三" in complaint.earlier[0]["was"]["facts"]
    entry = Entry.objects.get(kind="complaint_updated")
    assert "退款" not in entry.body
    assert "商家已退款" in browser(who["li"]).get(complaint.get_absolute_url()).text


def test_what_another_department_holds_or_what_is_closed_is_not_changed_and_is_said(who: Who, tmp_path: Path) -> None:
    (complaint,) = listed(who, tmp_path, ROWS[0]).new
    changed = ROWS[0].replace("运动鞋,", "皮鞋,")
    (bad,) = listed(who, tmp_path, changed, by="zhao").bad_rows
    assert "其他部门" in bad.reason.zh
    take(complaint.dossier, "refuse_complaint", by=who["li"], at=MORNING, given={"not_accepted_ground": "no_power", "reason": "不属职权"})
    (bad,) = listed(who, tmp_path, changed).bad_rows
    assert "已办结" in bad.reason.zh
    complaint.refresh_from_db()
    assert complaint.goods == "运动鞋"
    reply = browser(who["li"]).get("/complaints/answers?as=csv")
    assert "不属于职权或者处理权限；不属职权" in b"".join(reply.streaming_content).decode()


def test_what_stood_there_before_goes_with_the_consumer(who: Who, tmp_path: Path) -> None:
    (complaint,) = listed(who, tmp_path, ROWS[0]).new
    listed(who, tmp_path, ROWS[0].replace("要求退一赔三", "商家已退款"))
    erase_of(complaint.dossier)
    complaint.refresh_from_db()
    assert (complaint.earlier, complaint.facts) == ([], "—")


def test_the_answers_go_out_in_the_headings_of_the_list_of_results(who: Who, tmp_path: Path) -> None:
    listed(who, tmp_path, *ROWS)
    theirs = [cell.value for cell in next(load_workbook(EXPORTS / "12315_results.xlsx").active.iter_rows())]
    reply = browser(who["li"]).get("/complaints/answers?as=xlsx", headers={"accept-language": "en"})
    heading, row = load_workbook(BytesIO(b"".join(reply.streaming_content))).active.iter_rows(values_only=True)
    assert [name for name in theirs if name not in heading] == ["提供方姓名"]
    told = dict(zip(heading, row, strict=True))
    assert (told["登记编号"], told["投诉类型"], told["登记部门"]) == ("1990101002026110100000001", "投诉", "12315")
    assert "张某某" not in str(row)


@pytest.mark.parametrize(("file", "hotline", "complaints", "clues"), [("12315_workorders.xlsx", "12315", 1, 1), ("12345_workorders.csv", "12345", 0, 5)])
def test_lists_as_systems_write_them_are_read_whole(who: Who, file: str, hotline: str, complaints: int, clues: int) -> None:
    done = import_list(EXPORTS / file, hotline, by=who["li"], at=MORNING)
    assert done.bad_rows == []
    assert len(done.new) + len(done.clues) >= complaints + clues


def test_several_complaints_about_one_operator_are_shown_together(who: Who, tmp_path: Path) -> None:
    rows = [ROWS[0].replace("00000001,", f"0000001{n},").replace("O77", f"O{n}") for n in range(3)]
    listed(who, tmp_path, *rows)
    (group,) = groups_of(who["li"], MORNING)
    assert (group["complained_of"], group["count"], group["sum"]) == ("青禾鞋行", 3, 3597)
    assert groups_of(who["zhao"], MORNING) == []


def test_the_page_takes_a_list_and_says_what_came_of_it(who: Who, tmp_path: Path, settings: Any) -> None:
    settings.LAKE = tmp_path / "lake"
    client = browser(who["li"])
    content = "\n".join([HEAD, *ROWS]).encode()
    reply = client.post("/complaints/import", {"file": SimpleUploadedFile("名单.csv", content), "hotline": "12315"}, headers={"accept-language": "zh-hans"})
    assert "登记投诉 1 件，更新 0 件，无变化 0 件，登记线索 1 件" in reply.text
    assert "没有被投诉人" in reply.text
    assert [path for path in (tmp_path / "lake").rglob("*") if path.is_file()] == []  # it names consumers, and is not kept
    refused = client.post("/complaints/import", {"file": SimpleUploadedFile("订单.csv", "订单号,金额\n1,2\n".encode()), "hotline": "12315"})
    assert refused.status_code == 422
    assert browser(who["clerk"]).get("/complaints/import").status_code == 403


def test_an_audit_finds_what_a_list_changed_as_it_was_entered(who: Who, tmp_path: Path) -> None:
    listed(who, tmp_path, *ROWS)
    seal_rows(MORNING)
    listed(who, tmp_path, ROWS[0].replace("要求退一赔三", "商家已退款"))
    seal_rows(MORNING)
    assert [one.text.en for one in audit(MORNING).found if one.kind == "row"] == []


def test_a_list_that_names_provider_subject_and_object_is_read_by_their_words(who: Who, tmp_path: Path) -> None:
    head = "序号,登记编号,登记时间,业务类型,提供方,提供方电话,涉及主体,涉及主体统一社会信用代码,涉及客体,网购平台,涉及金额（元）,诉求内容"
    row = "1,33010600002026101500001,2026-10-15 10:11:12,投诉,王某,13800000000,青禾鞋行,91330106MA2AX1B02M,青岚谷面霜,某宝,0.0238万,收到假货，要求退一赔三"
    (complaint,) = listed(who, tmp_path, row, head=head).new
    assert (complaint.complained_of, str(complaint.price)) == ("青禾鞋行", "238.00")
    assert (complaint.complainant.name, complaint.complainant.phone) == ("王某", "13800000000")
