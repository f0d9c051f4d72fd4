"""Bad YAML: each fault is one clear sentence with its line."""

from pathlib import Path

import pytest

from mingjian.core.errors import RulebookFault
from mingjian.core.law.reader import Branch, Faults, read


def reading(tmp_path: Path, text: str | bytes) -> tuple[Branch | None, Faults]:
    path, faults = tmp_path / "one.yaml", Faults()
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, "laws/x/one.yaml", faults), faults


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "写了两次"),
        ("a: &x [1]\nb: *x\n", 1, "别名"),
        ("a: &x [1, 2]\nb: [*x, *x]\n", 1, "别名"),
        ("a: {b: 1}\n<<: {c: 2}\n", 2, "合并"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "标签"),
        ("a: " + "[" * 40 + "]" * 40, 1, "嵌套"),
        ("a: " + "[" * 4000 + "]" * 4000, 1, "不是合法的 YAML"),
        ("a: 2026-02-30\n", 1, "没有 2026-02-30 这一天"),
        ("a: [1\nb: 2\n", 2, "不是合法的 YAML"),
        ("[1, 2]\n", 1, "映射"),
        ("", 1, "映射"),
        ("a: 1\n---\nb: 2\n", 2, "不是合法的 YAML"),
        (b"a: \xb7\xa8\n", 1, "UTF-8"),
        ("a: 'x'\n" + "#" * (1 << 20), 1, "1 MiB"),
    ],
)
def test_it_refuses_what_is_not_plain_data(tmp_path: Path, text: str | bytes, line: int, said: str) -> None:
    top, faults = reading(tmp_path, text)
    assert top is None
    (fault,) = faults.found
    assert said in fault.zh
    assert fault.file == "laws/x/one.yaml"
    assert fault.line == line or said in ("别名", "不是合法的 YAML")


def test_words_stay_words_where_yaml_would_read_booleans_or_decimals(tmp_path: Path) -> None:
    top, faults = reading(tmp_path, "on: no\nv: 1.20\nn: 15\nq: '15'\nf: true\n")
    assert top is not None
    assert (top.word("on"), top.word("v"), top.whole("n"), top.word("q"), top.flag("f")) == ("no", "1.20", 15, "15", True)
    assert not faults.found


def test_an_unknown_key_is_named_with_its_line_and_those_that_are_known(tmp_path: Path) -> None:
    top, faults = reading(tmp_path, "title: x\nfrmo: y\n")
    assert top is not None
    top.only("title", "from")
    (fault,) = faults.found
    assert (fault.line, "frmo" in fault.zh, "title、from" in fault.zh) == (2, True, True)


@pytest.mark.parametrize("text", ["t: 词\n", "t: {zh: 词}\n", "t: {zh: 词, en: ''}\n", "t: {zh: 词, en: word, fr: mot}\n", "t: [a]\n", "u: 1\n"])
def test_a_label_needs_both_languages(tmp_path: Path, text: str) -> None:
    top, faults = reading(tmp_path, text)
    assert top is not None
    top.label("t")
    assert "中英两种文字" in faults.found[0].zh


@pytest.mark.parametrize(
    ("ask", "text"),
    [("whole", "x: abc\n"), ("day", "x: 15\n"), ("flag", "x: yes\n"), ("words", "x: abc\n"), ("branch", "x: 1\n"), ("days", "x: [1]\n"), ("word", "y: 1\n")],
)
def test_a_value_of_the_wrong_kind_is_a_fault(tmp_path: Path, ask: str, text: str) -> None:
    top, faults = reading(tmp_path, text)
    assert top is not None
    getattr(top, ask)("x")
    assert len(faults.found) == 1


def test_the_first_fault_is_raised_with_the_number_of_others() -> None:
    faults = Faults()
    faults.raise_first()
    faults.add("b.yaml", 7, "乙", "B")
    faults.add("a.yaml", 3, "甲", "A")
    with pytest.raises(RulebookFault, match=r"a\.yaml 第 3 行：甲（另有 1 处"):
        faults.raise_first()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("回放不保存的见 platform_records_and_reports", "platform_records_and_reports"),
        ("责任人员另见food_responsible_persons。", "food_responsible_persons"),
        ("时效在第二十九条（apl/29）", "apl/29"),
        ("见 penalty_procedure/64#decide", "penalty_procedure/64"),
    ],
)
def test_a_text_for_people_that_holds_a_code_is_told(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "a.yaml").write_text(f'title: {{zh: "{text}", en: plain}}\n', "utf-8")
    faults = Faults()
    branch = read(tmp_path / "a.yaml", "a.yaml", faults)
    assert branch is not None
    branch.text("title")
    assert [f"代码“{code}”" in one.zh for one in faults.found] == [True]


ADDRESSES = ["samr.gov.cn（2026年8月副本）；X-STORAGE/Laws", "国发〔2017〕14号 24/7", "https://a.cn/b_c/1", "GB/T 17710", "a_b@c.cn", "and/or", "自{on_day}起"]


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_text_with_an_address_a_source_or_a_standard_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(f'title: {{zh: "{text}", en: plain}}\n', "utf-8")
    faults = Faults()
    branch = read(tmp_path / "a.yaml", "a.yaml", faults)
    assert branch is not None
    branch.text("title")
    assert faults.found == []
