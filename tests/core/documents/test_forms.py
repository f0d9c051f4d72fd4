"""Each form of the house is whole: its procedures and steps exist, its template is let in, and its Word and PDF hold what they were given."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from lxml import etree

import mingjian
from mingjian.core.documents.forms import Form, Value, form_of, forms, read_forms
from mingjian.core.documents.pdf_copy import reading_copy
from mingjian.core.documents.resolution import CITED, LAW, cited, resolve
from mingjian.core.documents.template_fill import BLANK, fill
from mingjian.core.documents.template_lint import faults_of
from mingjian.core.documents.word_template import template
from mingjian.core.errors import NotFound, RulebookFault
from mingjian.core.procedure import rulebook

FOLDER = Path(mingjian.__file__).parent / "rulebook" / "documents"
FORMS = forms(FOLDER)
DAY = date(2026, 11, 27)
FIGURES = re.compile(r"\d+\s*(?:个)?(?:工作)?日内|[一二三四五六七八九十]+(?:个)?(?:工作)?日内")


def words_of(raw: bytes) -> str:
    """Return all text of a docx, tables too."""
    tree = etree.fromstring(etree.tostring(Document(BytesIO(raw)).element.body))
    return "".join(tree.itertext())


def values_of(form: Form) -> dict[str, object]:
    """Fill each value with a text of its own that shows where it went."""
    row = {column: f"行·{column}" for column in form.columns}
    return {name: [row, row] if value.is_list else f"值·{name}" for name, value in form.values.items()}


def conditions_in(body: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each condition of a form: the value that it asks, and the words that it asks for, none where it asks for any."""
    if isinstance(body, Mapping):
        for way in ("if", "unless"):
            if way in body:
                yield str(body[way]), tuple(body.get("is", ()))
        yield from (one for inner in body.values() for one in conditions_in(inner))
    elif isinstance(body, list | tuple):
        yield from (one for inner in body for one in conditions_in(inner))


def variants_of(form: Form) -> Iterator[dict[str, object]]:
    """Fill a form in each way that its conditions tell apart: everything; all asked values blank, then each of them; each word that one asks for."""
    asked = list(conditions_in(form.body))
    full, blank = values_of(form), {name: [] if form.values[name].is_list else None for name, _ in asked}
    yield full
    yield full | blank
    yield from (full | {name: blank[name]} for name in blank)
    yield from (full | {name: word} for name, words in asked for word in words)


SET = """
立案审批表 不予立案审批表 案件来源登记表 指定管辖通知书 案件移送函 涉嫌犯罪案件移送书 物品移送告知书 行政处罚案件有关事项审批表
现场笔录 送达地址确认书 证据提取单 电子数据证据提取笔录 询问通知书 询问笔录 限期提供材料通知书 协助辨认、鉴别通知书 协助调查函
先行登记保存证据通知书 解除先行登记保存证据通知书 实施行政强制措施决定书 延长行政强制措施期限决定书 解除行政强制措施决定书 财物清单 封条
委托保管书 先行处置物品通知书 抽样记录 检测、检验、检疫、鉴定委托书 检测、检验、检疫、鉴定期间告知书 检测、检验、检疫、鉴定结果告知书
责令改正通知书 责令退款通知书 案件调查终结报告 案件审核表 行政处罚告知书 陈述申辩笔录 行政处罚听证通知书 听证笔录 听证报告
行政处罚案件集体讨论记录 行政处罚决定审批表 当场行政处罚决定书 行政处罚决定书 不予行政处罚决定书 延期、分期缴纳罚款决定书
行政处罚决定履行催告书 行政处罚强制执行申请书 送达回证 送达公告 涉案物品处理记录 结案审批表 行政处罚案卷 卷内文件目录 卷内备考表
"""
BESIDE = """
涉案数额明细表 涉嫌犯罪案件情况的调查报告 涉案物品清单 听证公告 行政处罚信息摘要 检察意见回复函 提请复议书 建议立案监督函
不移送案件理由说明书 通知平台处置函 提请处置违法网站函 投诉登记表 投诉受理决定书 投诉不予受理决定书 投诉分送函 补正材料通知书
投诉调解通知书 投诉调解书 投诉终止调解决定书 专项行动周报 专项行动总结报告 举报登记表 举报处理结果告知书 知识产权通知转送函 联席会议纪要 案件会商纪要
"""


def test_there_are_the_forms_that_the_work_needs() -> None:
    titles = [form.title.zh for form in FORMS.values()]
    assert len(titles) == len(set(titles))
    assert {*SET.split(), *BESIDE.split()} == set(titles)


def test_each_form_is_tied_to_a_step_but_for_those_made_at_any_time() -> None:
    at_any_time = {"amount_table", "assistance_letter", "case_source", "extraction_record", "file_index", "service_receipt"}
    assert {key for key, form in FORMS.items() if not form.after} == at_any_time


def test_no_two_forms_of_a_procedure_share_a_series_of_numbers() -> None:
    words = [form.word for form in FORMS.values() if form.word]
    assert [word for word in words if words.count(word) > 1] == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_a_form_names_is_in_the_rulebook(form: Form) -> None:
    book = rulebook()
    steps = {step for procedure in form.procedures for sheet in book.versions(procedure) for step in sheet.steps}
    assert {*form.after, *form.dated_by, *form.served_by} <= steps
    serving = [step for procedure in form.procedures for sheet in book.versions(procedure)[-1:] for step in sheet.steps.values() if step.name in form.served_by]
    assert not form.served_by or any(paper.name == "served_on" for step in serving for paper in step.needs)
    assert form.cites <= set(FORMS)
    assert [ground for ground in form.ground if cited([ground], book.statutes, DAY) is None] == []
    sources = [source for value in form.values.values() for source in value.sources]
    assert [one for one in sources if one.startswith(LAW) and not book.statutes.has_value(one.removeprefix(LAW), DAY)] == []
    refs = [ref for one in sources if one.startswith(CITED) for ref in one.removeprefix(CITED).split(",")]
    assert [ref for ref in refs if cited([ref], book.statutes, DAY) is None] == []
    assert [one for one in sources if one.startswith("made.") and one.split(".")[1] not in FORMS] == []
    told = [one.split(".") for one in sources if one.startswith(("steps.", "papers.", "deadlines."))]
    papers = {name for sheet in book.sheets.values() for version in sheet for step in version.steps.values() for name in (p.name for p in step.needs)}
    assert [".".join(one) for one in told if one[0] == "papers" and one[1] not in papers] == []
    common = {source for value in _common().values() for source in value.sources}
    assert [".".join(one) for one in told if one[0] == "steps" and one[1] not in steps and ".".join(one) not in common] == []
    of_papers = [one.split(".") for one in sources if one.startswith(("made.", "served."))]
    assert [".".join(one) for one in of_papers if one[1] not in FORMS or one[2] not in {"number", "on", "way", "receiver"}] == []
    of_office = {one.removeprefix("office.") for one in sources if one.startswith("office.")}
    assert of_office <= {"short_name", "government", "court", "bank", "account_name", "account", "payment_code", "address", "postcode", "phone", "contact"} | {
        "copies", "remedy", "remedy_on_the_spot", "payment", "payment_of_gains"
    }  # fmt: skip


def _common() -> Mapping[str, Value]:
    return FORMS["file_index"].values | FORMS["penalty_decision"].values | FORMS["case_source"].values


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_condition_asks_for_words_that_the_record_can_say(form: Form) -> None:
    """A choice is told in words: were one of them changed in the vocabulary, the form would silently leave its ground out."""
    book = rulebook()
    said = {text.zh for paper in book.papers.values() for _, text in paper.options}
    said |= {step.label.zh for procedure in form.procedures for sheet in book.versions(procedure) for step in sheet.steps.values()}
    assert [word for _, words in conditions_in(form.body) for word in words if word not in said] == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_form_writes_a_period_of_the_law_itself(form: Form) -> None:
    assert FIGURES.findall(str(form.body)) == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_value_arrives_in_word_and_pdf_comes_of_it(form: Form) -> None:
    raw, values = template(form), values_of(form)
    assert faults_of(raw, set(form.values), form.columns) == []
    texts = [words_of(fill(raw, told, title=form.title.zh, on=DAY)) for told in variants_of(form)]
    wording = words_of(raw)
    assert [name for name in form.values if f"{{{{ {name} }}}}" in wording and not any(f"值·{name}" in text for text in texts)] == []
    assert [column for column in form.columns if not any(text.count(f"行·{column}") > 1 for text in texts)] == []
    assert [text for text in texts if "{{" in text or "{%" in text or form.title.zh not in text] == []
    assert reading_copy(fill(raw, values, title=form.title.zh, on=DAY)).startswith(b"%PDF")


LONG = "杭州桐庐青禾户外运动用品有限责任公司（海淘代购第三分公司）"


def full_record(form: Form) -> dict[str, object]:
    """Invent a record that has everything a form asks for: long names, three parties, sixty offers, forty exhibits."""
    many = {"parties": 3, "offers": 60, "exhibits": 40, "goods": 25, "measures": 2}
    values: dict[str, object] = {}
    for name, value in form.values.items():
        room = value.sources[0].split(".")[0] if value.sources else ""
        row = {column: f"{column}·{LONG}" for column in form.columns}
        values[name] = [row] * many.get(room, 5) if value.is_list else f"{LONG}的{name}"
    if "证据" in values and not form.values["证据"].is_list:
        values["证据"] = "\n".join(f"{n}. {LONG}提供的销售记录（{LONG}，2026年3月1日，1份），证明销售事实；" for n in range(1, 41))
    return values


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_is_whole_with_a_full_record_and_with_an_empty_one(form: Form) -> None:
    empty = resolve(form, {}, rulebook().statutes, DAY).values
    for values in (full_record(form), empty):
        made = fill(template(form), values, title=form.title.zh, on=DAY)
        text = words_of(made)
        assert [wrong for wrong in ("{{", "{%", "（单位）", "；；", "。。", "查封（扣押）", "None", "是否有") if wrong in text] == []
        with closing(pypdfium2.PdfDocument(reading_copy(made))) as pdf:
            assert len(pdf) >= 1
            if "（印章）" in text:
                assert_sealed_with_text(pdf)


def assert_sealed_with_text(pdf: pypdfium2.PdfDocument) -> None:
    """Look that the page with the place of the seal holds two lines of text above it, or the title."""
    for page in pdf:
        lines = [line for line in page.get_textpage().get_text_range().splitlines() if line.strip()]
        at = next((n for n, line in enumerate(lines) if "（印章）" in line and len(line.strip()) == len("（印章）")), None)
        if at is not None:
            assert at >= 3, lines[: at + 2]


@pytest.mark.slow
@pytest.mark.parametrize("paragraphs", range(8, 30, 3))
def test_the_seal_never_stands_alone_wherever_the_text_ends(paragraphs: int) -> None:
    form = FORMS["seizure_extension"]
    values = full_record(form) | {"理由": "\n".join(f"第{n}点理由。" for n in range(paragraphs))}
    with closing(pypdfium2.PdfDocument(reading_copy(fill(template(form), values, title=form.title.zh, on=DAY)))) as pdf:
        assert_sealed_with_text(pdf)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_same_values_give_the_same_bytes(form: Form) -> None:
    first, second = (fill(template(form), values_of(form), title=form.title.zh, on=DAY) for _ in range(2))
    assert first == second
    assert fill(template(form), {**values_of(form), "机关": "另一机关"}, title=form.title.zh, on=DAY) != first


@pytest.mark.slow
def test_the_same_document_gives_the_same_pdf() -> None:
    form = FORMS["penalty_decision"]
    made = fill(template(form), values_of(form), title=form.title.zh, on=DAY)
    assert reading_copy(made) == reading_copy(made)


@pytest.mark.slow
def test_a_sum_and_an_address_are_broken_at_the_edge_of_their_cell_and_stay_on_the_page_of_the_pdf() -> None:
    form, long = FORMS["transfer_letter"], "0123456789abcdef" * 4
    values = values_of(form) | {"材料": [{"序号": "1", "名称": "交易明细.csv", "大小": "69 字节", "校验值": long}], "网址": "https://shop.example/" + long * 2}
    raw = reading_copy(fill(template(form), values, title=form.title.zh, on=DAY))
    said = ""
    with closing(pypdfium2.PdfDocument(raw)) as made:
        for number in range(len(made)):
            with closing(made[number]) as page, closing(page.get_textpage()) as text:
                edge = page.get_width() - 2 / 2.54 * 72  # the margin is wider by as much as a comma may hang over
                assert max(text.get_charbox(at)[2] for at in range(text.count_chars())) <= edge
                said += "".join(text.get_text_range().split())
    assert long in said


def test_what_is_not_on_record_is_a_blank_and_a_gap_and_figures_come_from_the_law() -> None:
    form = FORMS["penalty_decision"]
    found = resolve(form, {"party": {"name": "某商行"}, "papers": {"penalty": "罚款", "fine": "100.00元"}}, rulebook().statutes, DAY)
    assert found.values["当事人"] == "某商行"
    assert (found.values["缴款期限"], found.values["复议期限"], found.values["起诉期限"]) == ("15日", "60日", "6个月")
    assert "信用代码" in {gap.zh for gap in found.gaps}
    assert "当事人" not in {gap.zh for gap in found.gaps}
    text = words_of(fill(template(form), found.values, title=form.title.zh, on=DAY))
    assert BLANK in text
    assert "罚款数额为人民币壹佰元整（￥100.00）" in text
    assert found.values["加处依据"] == "《中华人民共和国行政处罚法》第七十二条第一款第一项"  # for templates of offices


def test_an_unverified_figure_decides_nothing_and_stays_blank() -> None:
    statutes = rulebook().statutes
    assert statutes.value("online_food_measures/13#retention", DAY).verification == "UNVERIFIED"
    form = FORMS["penalty_notice"]
    value = next(iter(form.values.values()))
    changed = Form(form.key, form.title, "", (), (), (), {value.name: type(value)(value.name, value.en, ("law:online_food_measures/13#retention",))}, ())
    assert resolve(changed, {}, statutes, DAY).values == {value.name: None}


def test_a_condition_on_a_blank_does_not_hold() -> None:
    form = FORMS["penalty_decision"]
    text = words_of(fill(template(form), {**values_of(form), "罚款": None}, title=form.title.zh, on=DAY))
    assert "加处罚款" not in text


def said_by(form: str, **values: object) -> str:
    return words_of(fill(template(FORMS[form]), {**values_of(FORMS[form]), **values}, title="", on=DAY))


def grounds_of(form: str, *names: str) -> list[str]:
    found = resolve(FORMS[form], {}, rulebook().statutes, DAY).values
    return [str(found[name]) for name in names]


@pytest.mark.parametrize(("key", "room", "name"), [("penalty_decision", "remedy", "救济"), ("on_the_spot_decision", "remedy_on_the_spot", "当场救济")])
def test_a_decision_has_the_paragraph_on_remedies_of_its_kind_or_names_its_gap(key: str, room: str, name: str) -> None:
    """The wording stands among the facts of the office alone (`office_facts`): where that cannot say it, no usual one is put in its place."""
    form, statutes = FORMS[key], rulebook().statutes
    record = {"papers": {"penalty": "罚款"}, "office": {"remedy": "普通程序的救济。", "remedy_on_the_spot": "当场处罚的救济。"}}
    found = resolve(form, record, statutes, DAY)
    text = words_of(fill(template(form), found.values, title=form.title.zh, on=DAY))
    assert (text.count(record["office"][room]), text.count("的救济。")) == (1, 1)  # type: ignore[index]
    assert name not in {gap.zh for gap in found.gaps}
    bare = resolve(form, {"papers": {"penalty": "罚款"}, "office": {"government": "桐庐县人民政府", "court": "桐庐县人民法院"}}, statutes, DAY)
    assert name in {gap.zh for gap in bare.gaps}
    assert "日内向桐庐县人民政府申请行政复议" not in words_of(fill(template(form), bare.values, title=form.title.zh, on=DAY))


def test_a_fine_that_is_collected_on_the_spot_is_paid_nowhere_else_and_bears_no_surcharge() -> None:
    payment = "当事人应当自收到本决定书之日起15日内，将罚没款缴至某银行。到期不缴纳罚款的，每日按罚款数额的3%加处罚款。"
    collected = said_by("on_the_spot_decision", 缴纳方式="依法当场收缴", 罚款="人民币贰佰元整（￥200.00）", 缴款=payment)
    assert "罚款由执法人员依法当场收缴，并向当事人出具财政部门统一制发的专用票据。" in collected
    assert "加处罚款" not in collected
    assert "缴至" not in collected
    for way in ("银行或者电子支付", None):
        text = said_by("on_the_spot_decision", 缴纳方式=way, 罚款="人民币贰佰元整（￥200.00）", 缴款=payment)
        assert text.count("加处罚款") == 1
        assert "当场收缴" not in text
    summaries = rulebook().versions("admin_case_summary")
    assert all("paid_how" in {paper.name for paper in sheet.steps["decide"].needs} for sheet in summaries), "the decision itself says how"


def test_no_two_shared_values_say_the_same() -> None:
    """A value of the common file that is another under a second name leaves templates to guess which one is kept in step."""
    shared, faults = read_forms(FOLDER)
    assert faults.found == []
    text = (FOLDER / "_common.yaml").read_text("utf-8")
    sources = re.findall(r"^  (\S+): \{.*from: (.*?)(?:, optional: true)?\}$", text.partition("\nparts:")[0], re.MULTILINE)
    assert len(sources) > 40
    assert len({source for _, source in sources}) == len(sources)
    bodies = [sentence for form in shared.values() for sentence in form.body if isinstance(sentence, str)]
    assert [one for one in bodies if "申请行政复议" in one and "{{ 复议期限 }}" in one] == [], "remedies are worded among the facts of the office alone"


def test_gains_that_are_confiscated_without_a_fine_are_paid_as_well_and_bear_no_surcharge() -> None:
    total = "罚没款合计人民币伍万元整（￥50000.00）"
    with_fine, gains_alone = "缴至某银行；加处罚款。", "缴至某银行。"
    assert with_fine in said_by("penalty_decision", 罚没合计=total, 罚款="人民币壹元整", 缴款=with_fine, 缴款无加处=gains_alone)
    text = said_by("penalty_decision", 罚没合计=total, 罚款=None, 缴款=with_fine, 缴款无加处=gains_alone)
    assert gains_alone in text
    assert "加处罚款" not in text
    assert "缴至" not in said_by("penalty_decision", 罚没合计=None, 罚款=None, 缴款=with_fine, 缴款无加处=gains_alone)


@pytest.mark.parametrize(
    ("kind", "ground"),
    [
        ("其他市场监督管理部门", "市监依据"),
        ("其他行政机关", "他机关依据"),
        ("公安机关（涉嫌犯罪）", "公安依据"),
    ],
)
def test_a_transfer_rests_on_the_article_of_its_kind(kind: str, ground: str) -> None:
    text = said_by("transfer_letter", 移送类别=kind)
    names = {"市监依据", "他机关依据", "公安依据"}
    assert {name for name in names if f"值·{name}" in text} == {ground}
    assert grounds_of("transfer_letter", "市监依据", "他机关依据") == [
        "《市场监督管理行政处罚程序规定》第十四条",
        "《市场监督管理行政处罚程序规定》第十七条第一款",
    ]


def test_a_platform_is_asked_by_the_law_that_binds_it_and_an_authority_by_its_own() -> None:
    firm, body = said_by("assistance_letter"), said_by("assistance_letter", 企业=None)
    assert ("值·企业依据" in firm, "值·机关依据" in firm) == (True, False)
    assert ("值·企业依据" in body, "值·机关依据" in body) == (False, True)
    assert grounds_of("assistance_letter", "企业依据") == ["《中华人民共和国电子商务法》第二十五条、《网络交易监督管理办法》第三十四条"]


@pytest.mark.parametrize(
    ("form", "about"),
    [
        ("early_disposal_notice", "先行处置"),
        ("seizure_release", "解除"),
        ("disposal_record", "解除"),
        ("refund_order", "退款"),
        ("hearing_announcement", "公告"),
        ("complaint_register", "投诉"),
        ("report_register", "举报"),
    ],
)
def test_each_article_that_a_paper_rests_on_is_about_it_or_of_the_law_above(form: str, about: str) -> None:
    """An article of the department's own rules has to be about the paper, by the gist that the book gives of it."""
    of_rules = [ground for ground in FORMS[form].ground if ground.startswith(("penalty_procedure/", "hearing_measures/", "complaint_2025/"))]
    gists = {ground: rulebook().statutes.article(ground, DAY).gist.zh for ground in of_rules}
    assert {ground: gist for ground, gist in gists.items() if about not in gist} == {}


def test_another_reason_of_the_law_is_not_put_under_that_of_a_slight_breach() -> None:
    found = resolve(FORMS["no_penalty_decision"], {"papers": {"no_penalty_ground": "法律规定的其他情形"}}, rulebook().statutes, DAY)
    text = words_of(fill(template(FORMS["no_penalty_decision"]), found.values, title="", on=DAY))
    assert "依据《市场监督管理行政处罚程序规定》第六十条的规定，决定不予行政处罚" in text
    assert "第五十七条第一款第二项" not in text


def test_where_the_breach_is_not_made_out_nobody_is_taught_and_no_breach_is_told() -> None:
    text = said_by("no_penalty_decision", 情形="违法事实不能成立")
    assert "教育" not in text
    assert "违反了" not in text
    assert "值·违法事实" not in text
    assert "值·不成立依据" in text
    assert grounds_of("no_penalty_decision", "不成立依据", "时效依据") == [
        "《中华人民共和国行政处罚法》第五十七条第一款第三项",
        "《中华人民共和国行政处罚法》第三十六条",
    ]


def test_the_right_to_a_hearing_is_told_where_there_is_one_and_else_nothing_of_it() -> None:
    assert "有权要求听证" in said_by("penalty_notice", 听证权="有")
    assert "要求听证的，应当" not in said_by("penalty_notice", 听证权="没有")


def test_a_measure_names_itself_and_the_law_that_gives_the_power() -> None:
    newest = {"措施": "扣押", "种类": "扣押", "依据": "《中华人民共和国商标法》第六十二条第一款第四项", "文号": "桐市监强制〔2026〕1号"}
    seized = [{"措施": "查封", "种类": "查封", "依据": "甲法"}, newest]
    preserved = {"措施": "先行登记保存", "种类": "先行登记保存", "依据": "乙法"}  # taken later, and no measure of force
    record = {"measures": {"list": [*seized, preserved], "seized": seized, "preserved": [preserved]}}
    form = FORMS["measure_decision"]
    text = words_of(fill(template(form), resolve(form, record, rulebook().statutes, DAY).values, title="", on=DAY))
    assert "依据《中华人民共和国商标法》第六十二条第一款第四项和《中华人民共和国行政强制法》第十八条" in text
    assert "予以扣押" in text
    assert "查封" not in text


def test_an_unknown_form_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(NotFound, match="penalty_notice"):
        form_of(FOLDER, "nothing")


def test_a_form_that_uses_a_value_from_nowhere_is_a_fault_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "_common.yaml").write_text((FOLDER / "_common.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "odd.yaml").write_text("title: {zh: 怪, en: Odd}\nbody:\n  - 某{{ 不知何处 }}\n  - {hop: 1}\n", "utf-8")
    _, faults = read_forms(tmp_path)
    assert len(faults.found) == 2
    assert "不知何处" in "".join(fault.zh for fault in faults.found)
    with pytest.raises(RulebookFault, match=r"odd\.yaml"):
        forms(tmp_path)


def test_a_shared_part_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "_common.yaml").write_text((FOLDER / "_common.yaml").read_text("utf-8"), "utf-8")
    (tmp_path / "odd.yaml").write_text("title: {zh: 怪, en: Odd}\nbody:\n  - {part: partie}\n", "utf-8")
    _, faults = read_forms(tmp_path)
    assert ["partie" in fault.zh for fault in faults.found] == [True]


def test_values_that_the_wording_dropped_stay_for_templates_of_offices_and_are_no_gap() -> None:
    form = FORMS["penalty_decision"]
    assert "网店" not in words_of(template(form))
    assert faults_of(template(form), set(form.values), form.columns) == []
    found = resolve(form, {"clue": {"shop": "青禾鞋行"}}, rulebook().statutes, DAY)
    assert found.values["网店"] == "青禾鞋行"
    assert "网店" not in {gap.zh for gap in resolve(form, {}, rulebook().statutes, DAY).gaps}


def test_what_stands_in_a_condition_that_does_not_hold_is_no_gap() -> None:
    form, statutes = FORMS["penalty_decision"], rulebook().statutes
    bare = {gap.zh for gap in resolve(form, {}, statutes, DAY).gaps}
    told = {gap.zh for gap in resolve(form, {"party": {"block": "当事人：甲"}, "office": {"remedy": "救济"}}, statutes, DAY).gaps}
    assert {"信用代码", "负责人", "救济"} <= bare
    assert not {"信用代码", "负责人", "救济"} & told
    assert {"证据", "陈述申辩", "告知文号"} <= told


def test_a_column_with_brackets_is_told_by_its_name_without_them() -> None:
    row = {"序号": "1", "名称": "笔录", "制作（出具）者": "桐庐县局", "证明": "售价"}
    text = said_by("investigation_report", 证据目录=[row])
    assert "桐庐县局" in text


def test_what_each_party_answers_to_is_said_of_each() -> None:
    one, each = said_by("investigation_report", 分别适用="", 处罚依据="某法第一条"), said_by("investigation_report", 分别适用="是", 处罚依据="某法第一条")
    assert "对当事人的上述行为，应当依据某法第一条的规定处理。" in one
    assert "对各当事人的行为，应当分别依据下列规定处理。" in each
    assert "对当事人的上述行为" not in each


def test_the_opinion_of_the_head_and_who_gave_it_stand_on_lines_of_their_own() -> None:
    assert "{{ 负责人意见 }}\n\n审批人：" in str(FORMS["filing_approval"].body[-1]["grid"][-1][1])


@pytest.mark.parametrize("form", ["hearing_record", "hearing_report"])
def test_a_hearing_without_members_leaves_no_place_for_their_signature(form: str) -> None:
    assert "听证员" not in said_by(form, 听证员="")
    assert "听证员" in said_by(form, 听证员="张三、李四")
    assert "听证员" not in {gap.zh for gap in resolve(FORMS[form], {}, rulebook().statutes, DAY).gaps}


def test_a_test_has_a_report_and_who_identifies_may_have_none() -> None:
    def gaps(**papers: str) -> set[str]:
        record = {"papers": {"test_result": "不合格", **papers}}
        return {gap.zh for gap in resolve(FORMS["test_result_notice"], record, rulebook().statutes, DAY).gaps}

    assert "报告" in gaps()
    assert "报告" not in gaps(test_report="检字第1号")
    assert "报告" not in gaps(identifier_role="商标权利人")


def test_a_report_that_proposes_no_penalty_leaves_room_to_write_by_hand() -> None:
    proposed, none = said_by("investigation_report", 拟处罚="罚款人民币陆万元整。", 分别适用=""), said_by("investigation_report", 拟处罚="")
    assert "建议给予当事人以下行政处罚：罚款人民币陆万元整。" in proposed
    assert "以下行政处罚" not in none
    assert "建议：＿＿＿" in none
    assert "拟处罚" not in {gap.zh for gap in resolve(FORMS["investigation_report"], {}, rulebook().statutes, DAY).gaps}


def test_a_summary_without_the_last_day_to_publish_has_no_row_for_it() -> None:
    assert "2026年11月9日前" in said_by("penalty_summary", 公示期限="2026年11月9日")
    assert "应当公示的期限" not in said_by("penalty_summary", 公示期限="")


def test_articles_of_one_law_stand_together_in_its_order_under_one_title() -> None:
    said = cited(["apl/51", "apl/52", "penalty_procedure/68", "apl/72(1)(1)", "ecl/900"], rulebook().statutes, DAY)
    apl, rules = "《中华人民共和国行政处罚法》", "《市场监督管理行政处罚程序规定》"
    assert said == f"{apl}第五十一条、第五十二条、第七十二条第一款第一项、{rules}第六十八条"
    assert cited(["ecl/900"], rulebook().statutes, DAY) is None


def test_an_article_that_nobody_read_in_a_text_is_not_cited() -> None:
    statutes = rulebook().statutes
    newest = (statutes.versions(law)[-1] for law in statutes.laws())
    unread = next(a.ground for law in newest if law.governs(DAY) for a in law.articles.values() if a.verification == "UNVERIFIED")
    assert cited([unread], statutes, DAY) is None


def test_a_sum_that_is_no_exact_sum_stays_as_it_was_written() -> None:
    form = FORMS["transfer_letter_crime"]
    told = {"amounts": {"sales": "27,000.00元至30,000.00元（部分明细尚未认定）", "turnover": "46,200.00元"}}
    values = resolve(form, told, rulebook().statutes, DAY).values
    assert values["销售金额"] == "27,000.00元至30,000.00元（部分明细尚未认定）"
    assert values["经营额"] == "人民币肆万陆仟贰佰元整（￥46200.00）"
