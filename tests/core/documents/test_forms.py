"""Each form of the house is whole: its procedures and steps exist, its template is let in, and its Word and PDF hold what they were given."""

import re
from contextlib import closing
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from lxml import etree

import mingjian
from mingjian.core.documents.copying import reading_copy
from mingjian.core.documents.drawing import template
from mingjian.core.documents.filling import BLANK, fill
from mingjian.core.documents.forms import Form, form_of, forms, read_forms
from mingjian.core.documents.linting import faults_of
from mingjian.core.documents.resolving import LAW, resolve
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


def test_there_are_the_forms_that_the_work_needs() -> None:
    assert len(FORMS) >= 30
    titles = {form.title.zh for form in FORMS.values()}
    assert {"案件来源登记表", "立案（不予立案）审批表", "现场笔录", "询问笔录", "责令改正通知书", "行政处罚告知书", "行政处罚决定书"} <= titles
    assert {"不予行政处罚决定书", "送达回证", "涉嫌犯罪案件移送书", "涉案物品移送清单", "案件调查终结报告", "结案审批表"} <= titles
    assert {"协助调查函", "电子数据证据提取笔录", "案件会商纪要", "知识产权通知转送函", "投诉不予受理决定书", "卷内文件目录"} <= titles


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_a_form_names_is_in_the_rulebook(form: Form) -> None:
    book = rulebook()
    steps = {step for procedure in form.procedures for sheet in book.versions(procedure) for step in sheet.steps}
    assert set(form.after) <= steps
    assert [ground for ground in form.ground if not book.statutes.has_article(ground, DAY)] == []
    sources = [source for value in form.values.values() for source in value.sources]
    assert [one for one in sources if one.startswith(LAW) and not book.statutes.has_value(one.removeprefix(LAW), DAY)] == []
    told = [one.split(".") for one in sources if one.startswith(("steps.", "papers.", "deadlines."))]
    papers = {name for sheet in book.sheets.values() for version in sheet for step in version.steps.values() for name in (p.name for p in step.needs)}
    assert [".".join(one) for one in told if one[0] == "papers" and one[1] not in papers] == []
    assert [".".join(one) for one in told if one[0] == "steps" and one[1] not in steps] == []


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_no_form_writes_a_period_of_the_law_itself(form: Form) -> None:
    assert FIGURES.findall(str(form.body)) == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_value_arrives_in_word_and_pdf_comes_of_it(form: Form) -> None:
    raw, values = template(form), values_of(form)
    assert faults_of(raw, set(form.values), form.columns) == []
    made = fill(raw, values, title=form.title.zh, on=DAY)
    text = words_of(made)
    said = [name for name in form.values if f"{{{{ {name} }}}}" in words_of(raw) and f"值·{name}" not in text]
    assert said == []
    assert [f"行·{column}" for column in form.columns if text.count(f"行·{column}") < 2] == []
    assert "{{" not in text
    assert "{%" not in text
    assert form.title.zh in text
    assert reading_copy(made).startswith(b"%PDF")


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
    with closing(pypdfium2.PdfDocument(raw)) as made, closing(made[0]) as page, closing(page.get_textpage()) as text:
        edge = page.get_width() - 2 / 2.54 * 72  # the margin is wider by as much as a comma may hang over
        assert max(text.get_charbox(at)[2] for at in range(text.count_chars())) <= edge
        assert long in "".join(text.get_text_range().split())


def test_what_is_not_on_record_is_a_blank_and_a_gap_and_figures_come_from_the_law() -> None:
    form = FORMS["penalty_decision"]
    found = resolve(form, {"party": {"name": "某商行"}, "papers": {"penalty": "罚款", "fine": "100元"}}, rulebook().statutes, DAY)
    assert found.values["当事人"] == "某商行"
    assert (found.values["缴款期限"], found.values["复议期限"], found.values["起诉期限"]) == ("15日", "60日", "6个月")
    assert "信用代码" in {gap.zh for gap in found.gaps}
    assert "当事人" not in {gap.zh for gap in found.gaps}
    text = words_of(fill(template(form), found.values, title=form.title.zh, on=DAY))
    assert BLANK in text
    assert "罚款100元" in text


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
