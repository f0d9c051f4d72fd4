"""What can be wrong with a rulebook, or asked of it, is one clear error with file, line and cure."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from small_rulebook import FILES, LAW, SHEET, write_small_rulebook

from mingjian.cli.law import command
from mingjian.core.errors import BadInput, NotFound, RulebookFault
from mingjian.core.procedure import rulebook

ALIASES = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
STUCK = "  stuck: {zh: 停滞, en: Stuck, track: main, awaits: []}\n"
#: What is wrong: the file, what stands there and what stands there instead, the line named, and words of the sentence in both languages.
WRONG = {
    "unknown article": (SHEET, "  decide:\n    label: {zh: 决定", "ground: [apl/1]", "ground: [apl/9]", "没有第 9 条", "has no article"),
    "unknown law": (SHEET, "  decide:\n    label: {zh: 决定", "ground: [apl/1]", "ground: [nolaw/1]", "没有“nolaw”", "no law 'nolaw'"),
    "a dead end": (SHEET, "states:", "  decided: {zh", f"{STUCK}  decided: {{zh", "无法到达", "cannot be reached"),
    "a dead end that is reached": (SHEET, "  extend:", "    by: [head]\n", "    to: stuck\n    by: [head]\n", "死路", "dead end"),
    "a circle of undoing": (SHEET, "  release:", "    closes: [report]\n", "    closes: [report]\n    undone_by: seize\n", "撤销形成循环", "in a circle"),
    "a key twice": (LAW, "", "version: '1'\n", "version: '1'\nversion: '2'\n", "写了两次", "stands twice"),
    "an alias": (LAW, "", "source: somewhere", "source: &s somewhere\nnumber: *s", "别名", "Aliases"),
    "a bomb of aliases": (LAW, "", FILES[LAW], ALIASES, "别名", "Aliases"),
    "a bomb of depth": (LAW, "", "source: somewhere", "source: " + "[" * 60 + "]" * 60, "嵌套", "nesting"),
    "a bomb of size": (LAW, "", "source: somewhere", "source: " + "x" * (1 << 20), "1 MiB", "larger than 1 MiB"),
    "a tag": (LAW, "", "source: somewhere", "source: !!python/name:os.system x", "标签", "Tags"),
    "no YAML": (LAW, "", "source: somewhere", "source: [somewhere", "不是合法的 YAML", "Not valid YAML"),
}


def told(folder: Path) -> tuple[int, list[str]]:
    """Check a rulebook on the command line; give the exit code and the lines."""
    done = CliRunner().invoke(command, ["check", "--rulebook", str(folder)])
    return done.exit_code, done.output.splitlines()


def spoil(folder: Path, name: str, after: str, old: str, new: str) -> int:
    """Put one text for another, after a place; give the line on which the new one stands."""
    text = (folder / name).read_text("utf-8")
    at = text.index(old, text.index(after))
    (folder / name).write_text(text[:at] + new + text[at + len(old) :], "utf-8")
    return text[:at].count("\n") + 1


@pytest.mark.parametrize("case", WRONG)
def test_each_fault_is_one_sentence_in_each_language_with_file_and_line(tmp_path: Path, case: str) -> None:
    name, after, old, new, zh, en = WRONG[case]
    folder = write_small_rulebook(tmp_path)
    if case == "a dead end that is reached":
        spoil(folder, name, "states:", "  decided: {zh", f"{STUCK}  decided: {{zh")
    line = spoil(folder, name, after, old, new)
    code, lines = told(folder)
    first, second, last = lines
    assert (code, last) == (1, "1 处错误。1 fault.")
    place, _, said = first.partition(": ")
    file, _, number = place.rpartition(":")
    assert (file, zh in said, en in second) == (name, True, True)
    assert abs(int(number) - line) <= 2 or case in ("a bomb of aliases", "a bomb of size", "a dead end that is reached")


def test_versions_that_overlap_are_one_fault_on_the_line_of_until(tmp_path: Path) -> None:
    folder = write_small_rulebook(tmp_path)
    spoil(folder, LAW, "", "in_force: 2020-01-01\n", "in_force: 2020-01-01\nuntil: 2026-01-01\n")
    newer = FILES[LAW].replace("in_force: 2020-01-01", "in_force: 2025-01-01")
    (folder / "laws/apl/2025-01-01.yaml").write_text(newer, "utf-8")
    code, lines = told(folder)
    assert (code, lines[0].startswith(f"{LAW}:4: 版本重叠"), "make it earlier" in lines[1], len(lines)) == (1, True, True, 3)


def test_a_crime_that_cites_what_is_not_there_is_told_on_its_line(tmp_path: Path) -> None:
    folder = write_small_rulebook(tmp_path)
    (folder / "crimes").mkdir()
    (folder / "crimes/fraud.yaml").write_text(
        """title: {zh: 罪, en: crime}
article: apl/1
regimes:
  now:
    in_force: 2024-01-01
    ground: [apl/7]
    verification: text
    complete: true
    tiers:
      base:
        title: {zh: 档, en: tier}
        penalty: {zh: 刑, en: term}
        from_months: 0
        to_months: 36
        tests: [{measure: sales_amount, line: 50000}]
""",
        "utf-8",
    )
    code, lines = told(folder)
    assert (code, lines[0].startswith("crimes/fraud.yaml:6: 法规库没有 apl/7"), len(lines)) == (1, True, 3)


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [
        (["article", "ecl/900"], NotFound, "has no article"),
        (["article", "nolaw/1"], NotFound, "no law"),
        (["article", "ecl/43", "--on", "2018-12-31"], BadInput, "there was no such law on 2018-12-31"),
        (["article", "complaint_2019/14", "--on", "2026-06-01"], BadInput, "no longer in force"),
        (["period", "ecl/43#no_such_value", "--from", "2026-03-03"], NotFound, "has no value"),
        (["period", "ecl/43#right_holder_acts", "--from", "2018-03-03"], BadInput, "2019-01-01"),
        (["period", "ecl/43#right_holder_acts", "--from", "yesterday"], BadInput, "no instant"),
        (["diff", "ecl", "--from", "2026-01-01", "--to", "2025-01-01"], BadInput, "swap them"),
        (["duties", "--actor", "passer-by"], BadInput, "no actor"),
        (["threshold", "no_such_crime", "--acted-on", "2025-01-01"], BadInput, "no crime"),
        (["threshold", "counterfeit_mark", "--acted-on", "1990-01-01", "--sales", "1"], BadInput, "no lines on file"),
        (["liability", "--act", "fake_goods", "--field", "moonstone", "--on", "2026-01-01"], BadInput, "no field"),
        (["discretion", "--act", "fake_goods", "--field", "moonstone", "--on", "2026-01-01", "--fine", "1"], BadInput, "no field"),
        (["threshold", "counterfeit_mark", "--acted-on", "2026-01-01", "--sales", "1", "--field", "moonstone"], BadInput, "no field"),
        (["article", "ecl/43", "--on", "2026/2/30"], BadInput, "no day"),
        (["replay", "--overlay", "/nowhere/at/all"], BadInput, "no folder"),
    ],
)
def test_what_is_asked_amiss_is_one_named_error(words: list[str], kind: type[Exception], said: str) -> None:
    done = CliRunner().invoke(command, words)
    assert isinstance(done.exception, kind)
    assert said in str(done.exception)


def test_a_broken_rulebook_is_never_used(tmp_path: Path) -> None:
    folder = write_small_rulebook(tmp_path)
    (folder / LAW).write_text("title: [", "utf-8")
    with pytest.raises(RulebookFault, match=r"laws/apl/2020-01-01\.yaml"):
        rulebook(folder)


@pytest.mark.parametrize("day", ["2026/1/5", "2026年1月5日", "2026-1-5", "20260105", "２０２６.１.５"])
def test_a_day_is_read_as_people_write_it(day: str) -> None:
    said = [CliRunner().invoke(command, ["threshold", "counterfeit_mark", "--sales", "60000", "--acted-on", one]).output for one in (day, "2026-01-05")]
    assert said[0] == said[1] != ""
