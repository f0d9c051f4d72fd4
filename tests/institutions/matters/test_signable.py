"""From the filing to a notice and a decision that are made whole from the matter: no gap, a number, the words of the law, nothing typed into a step."""

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document as Word
from people import at, people
from proofs import complete

from mingjian.institutions.cases.acts.describe_case import describe_case
from mingjian.institutions.cases.amounts.acts.add_amount_line import add_amount_line
from mingjian.institutions.cases.lore.opening import Filing, file_case
from mingjian.institutions.cases.models import Case
from mingjian.office.documents.making import bytes_of, make
from mingjian.office.documents.models import Document
from mingjian.office.dossiers.leads import Known
from mingjian.office.dossiers.sheets import sheet_of
from mingjian.office.dossiers.taking import take
from mingjian.office.files.keeping import seal
from mingjian.office.models import Dossier, Officer, Reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
MORNING = at("2026-11-02 09:30")


@pytest.fixture
def who(db: None) -> dict[str, Officer]:
    found = people("li", "wang")
    for one in found.values():
        one.certificate = f"浙A-{one.username}"
        one.roles = ["officer", *one.roles] if one.username == "wang" else one.roles
        one.save()
    county = found["li"].department
    found["shen"] = Officer.objects.create(username="shen", name_zh="沈审", department=county, roles=["legal_reviewer", "head"])
    return found


def words_of(document: Document) -> str:
    made = Word(BytesIO(bytes_of(document)))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def step(case: Case, name: str, by: Officer, day: int, **given: str) -> None:
    """Take a step with what its form has filled in, and what is given besides."""
    dossier = Dossier.objects.get(pk=case.dossier_id)
    filled = Known(dossier).of(sheet_of(dossier).steps[name].fills)
    take(dossier, name, by=by, at=MORNING + timedelta(days=day), given=filled | given)


def test_a_decision_is_made_whole_from_the_matter(who: dict[str, Officer]) -> None:
    li, wang, shen = who["li"], who["wang"], who["shen"]
    filing = Filing("桐庐青禾鞋行涉嫌销售侵犯注册商标专用权的商品案", li, wang, None, "桐庐青禾鞋行", "销售侵犯注册商标专用权的商品")
    case = file_case(filing, by=wang, at=MORNING)
    describe_case(case, told={"party_code": "91330122MA2ABCDE0J", "act": "trademark_infringement", "field": "clothing_shoes"}, by=li, at=MORNING)
    proof = seal(["订单".encode()], "交易明细.csv", dossier=case.dossier, by=li, at=MORNING).sha256
    line = {"goods_name": "运动鞋", "unit_price": "300", "amount_proofs": proof}
    add_amount_line(case, by=li, at=MORNING, amount_kind="sold", quantity="137", price_basis="actual", **line)
    add_amount_line(case, by=li, at=MORNING, amount_kind="unsold", quantity="17", price_basis="marked", **line)
    complete(case.dossier, li, MORNING)
    until = MORNING + timedelta(days=60)
    Reading.objects.create(of=case.dossier.read_as, officer=li, purpose="制作文书", ground="行政处罚法第五十九条", until=until)
    step(case, "investigate", li, 1)
    step(case, "investigate", wang, 1)
    step(case, "finish_investigation", li, 2)
    step(case, "finish_investigation", wang, 2)
    step(case, "submit_for_legal_review", li, 2, legal_review_ground="complex")
    step(case, "review_legally", shen, 3, review_opinion="事实清楚，证据确凿，同意。")
    step(case, "inform_after_legal_review", li, 4, hearing_right="has_right", hearing_ground="fine", served_on="2026-11-06", service_mode="direct")
    notice = make("penalty_notice", case.dossier, by=li, at=MORNING + timedelta(days=4))
    assert (notice.gaps, notice.is_draft) == ([], False)
    step(case, "record_statement", li, 5, party_statement="其进货时不知道是侵权商品。")
    step(case, "discuss_collectively", wang, 12, discussion_record="同意拟处罚意见。")
    step(case, "discuss_collectively", shen, 12)
    step(case, "decide_penalty", shen, 13, registered_in="here")
    decision = make("penalty_decision", case.dossier, by=li, at=MORNING + timedelta(days=14))
    assert (decision.gaps, decision.is_draft) == ([], False)
    said = words_of(decision)
    for words in (
        "当事人：桐庐青禾鞋行",
        "住所（住址）：浙江省杭州市桐庐县城南街道迎春南路 205 号",
        "身份证件号码：330122199003072319",
        "违反了《中华人民共和国商标法》第五十七条第三项的规定",
        "依据《中华人民共和国商标法》第六十条第二款的规定",
        "罚款人民币陆万元整（￥60000.00）",
        "1. 现场笔录（桐庐县局，1份），证明当事人主体、行为、商品、数量和权利情况",
        "已销售137件，合计41100.00元",
        "经复核，当事人不能提供合法进货凭证，也不能说明提供者，本机关不予采纳",
        "桐庐县人民法院",
    ):
        assert words in said, words
    assert "＿" not in said
    assert "【" not in said
