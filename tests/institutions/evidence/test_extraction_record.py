"""A record of extraction with gaps keeps data from being used; what is missing is said, completed by two, made as a paper; a capture fills it."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document as Word
from people import at, browser, department_of

from mingjian.core.errors import StepRefused
from mingjian.institutions.evidence.models import Capture
from mingjian.institutions.evidence.services.extraction import lacking_in_record
from mingjian.office.documents.creation import bytes_of, make
from mingjian.office.dossiers.opening import Opening, open_dossier
from mingjian.office.dossiers.transition import take
from mingjian.office.files.storage import seal
from mingjian.office.models import Dossier, Officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
Who = dict[str, Officer]
NOON = at("2026-11-26 12:00")
PAGE = "https://yunjishi.example/item/7"
ITEMS = {
    "data_kind": "trade",
    "extraction_scene": "on_site",
    "extraction_place": "桐庐县某路1号青禾鞋行二楼办公室",
    "data_format": "XLSX 文件 1 个，342 行",
    "holder_signature": "refused",
    "extraction_witness": "桐庐县某社区工作人员徐某",
    "storage_medium": "U 盘，编号桐电封0007，已封存",
    "extraction_video": "执法记录仪 桐执03，18 分 20 秒",
    "extraction_steps": "当事人登录店铺后台，导出全部订单，由本机计算校验值，当场刻录。",
    "clock_check": "与国家授时中心时间相差 1 秒",
    "equipment_review": "not_needed",
}


@pytest.fixture
def staff(who: Who) -> Who:
    ma = Officer.objects.create(username="ma", name_zh="马某", department=department_of("county"), roles=["officer"])
    return {**who, "ma": ma}


def fixed(who: Who, number: str = "E1") -> Dossier:
    li = who["li"]
    assert li.department is not None
    about = Opening("electronic_evidence", number, "店铺订单", officer=li)
    dossier = open_dossier(about, by=li, department=li.department, at=NOON, given={"evidence_source": PAGE, "reason": "售假"})
    proof = seal(["订单,金额\n1,99\n".encode()], "订单.csv", dossier=dossier, by=li, at=NOON).sha256
    take(dossier, "use_monitoring_record", by=li, at=NOON, given={"taken_at": NOON.isoformat(), "hash_value": proof})
    take(dossier, "seal", by=li, at=NOON, given={"seal_number": "封1"})
    return dossier


def completed(dossier: Dossier, who: Who, hours: int = 1, **items: str) -> None:
    for by in ("li", "ma"):
        take(dossier, "complete_record", by=who[by], at=NOON + timedelta(hours=hours), given=items if by == "li" else {})


def test_what_has_a_record_with_gaps_is_not_used_and_each_gap_is_named(staff: Who) -> None:
    dossier = fixed(staff)
    with pytest.raises(StepRefused, match=r"提取笔录还缺：.*数据种类、取证方式、格式和数量、提取地点、持有人签名、见证人、存储介质、录像") as refused:
        take(dossier, "use", by=staff["wang"], at=NOON)
    assert "补全提取笔录" in refused.value.text.zh
    page = browser(staff["wang"]).get(f"/dossiers/{dossier.number}", follow=True).content.decode()
    assert "打开提取笔录" in page
    assert f"/dossiers/{dossier.number}/documents/extraction_record" in page
    with pytest.raises(StepRefused, match="没有填写任何项目"):
        take(dossier, "complete_record", by=staff["li"], at=NOON, given={})
    completed(dossier, staff, **{name: value for name, value in ITEMS.items() if name != "extraction_witness"})
    with pytest.raises(StepRefused, match="提取笔录还缺：见证人。"):
        take(dossier, "use", by=staff["wang"], at=NOON + timedelta(hours=2))


def test_a_complete_record_is_made_signed_and_then_the_data_are_used(staff: Who) -> None:
    dossier = fixed(staff)
    completed(dossier, staff, **ITEMS)
    with pytest.raises(StepRefused, match="还没有制作正式的"):
        take(dossier, "use", by=staff["wang"], at=NOON + timedelta(hours=2))
    record = make("extraction_record", dossier, by=staff["li"], at=NOON + timedelta(hours=2))
    assert (record.is_draft, record.gaps) == (False, [])
    document = Word(BytesIO(bytes_of(record)))
    said = "\n".join([*(one.text for one in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])
    for words in ("电子交易记录", "现场提取", *ITEMS.values()):
        assert words in said or words in ("trade", "on_site", "refused", "not_needed"), words
    assert "拒绝签名，已注明原因并录像或者有见证人" in said
    completed(dossier, staff, hours=3, storage_medium="U 盘，编号桐电封0008，已封存")
    with pytest.raises(StepRefused, match="制作之后又有改动"):
        take(dossier, "use", by=staff["wang"], at=NOON + timedelta(hours=4))


def test_data_are_used_once_the_record_says_what_stands(staff: Who) -> None:
    dossier = fixed(staff)
    completed(dossier, staff, **ITEMS)
    make("extraction_record", dossier, by=staff["li"], at=NOON + timedelta(hours=2))
    take(dossier, "use", by=staff["wang"], at=NOON + timedelta(hours=3))
    assert dossier.state == "used"


def test_a_capture_fills_the_record_whole(staff: Who) -> None:
    li = staff["li"]
    dossier = fixed(staff)
    archive = seal([b"page"], "W1.txt", dossier=dossier, by=li, at=NOON)
    facts = {"tool": "mingjian", "browser": "Chromium", "system": "Linux", "zone": "Asia/Shanghai", "host_date": "", "lang": "zh", "exchanges": 12}
    told = {"stands": "kept", "taken_at": NOON, "final_url": PAGE, "status": 200, "ip": "192.0.2.1", "facts": facts, "archive": archive}
    Capture.objects.create(number="W2026-0000001", dossier=dossier, url=PAGE, asked_by=li, asked_at=NOON, **told)
    record = make("extraction_record", dossier, by=li, at=NOON)
    assert (record.is_draft, record.gaps) == (False, [])
    assert record.values["提取地点"] == "桐庐县局（网络在线提取，由本机关取证程序访问）"
    assert lacking_in_record(dossier, li, NOON) is None
    take(dossier, "use", by=staff["wang"], at=NOON)
