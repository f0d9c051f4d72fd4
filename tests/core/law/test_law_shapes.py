"""Versions against their neighbours, and figures against the articles that they cite."""

from pathlib import Path

from mingjian.core.law.law_files import read_laws
from mingjian.core.law.law_shapes import check_law_shapes
from mingjian.core.law.reader import Faults
from mingjian.core.law.texts import Texts

HEAD = "title: {{zh: 某法, en: Some Law}}\nversion: '1'\nin_force: {day}\nsource: here\nverification: text\n{more}articles:\n"
ONE = "  '1':\n    gist: {zh: 罚, en: fine}\n    verification: text\n"
FINE = "    values:\n      fine: {title: {zh: 罚款, en: Fine}, least: 50000, most: 100000, unit: cny}\n"
TWO = "  '2':\n    gist: {zh: 乙, en: two}\n    verification: text\n"


def faults(tmp_path: Path, versions: dict[str, str], texts: str = "", more: str = "") -> list[str]:
    (tmp_path / "laws/some").mkdir(parents=True)
    for day, articles in versions.items():
        (tmp_path / f"laws/some/{day}.yaml").write_text(HEAD.format(day=day, more=more if day == min(versions) else "") + articles, "utf-8")
    if texts:
        (tmp_path / "texts/some").mkdir(parents=True)
        (tmp_path / f"texts/some/{min(versions)}.yaml").write_text(texts, "utf-8")
    found = Faults()
    statutes = read_laws(tmp_path / "laws", "laws", found)
    check_law_shapes(statutes, Texts(tmp_path / "texts", "texts", found), found)
    return [fault.en for fault in found.found]


def test_a_version_without_the_figures_of_the_next_one_is_found(tmp_path: Path) -> None:  # A3
    (said,) = faults(tmp_path, {"2021-04-29": ONE, "2025-12-01": ONE + FINE})
    assert said.startswith("some of 2021-04-29 has no value 1#fine, and the version of 2025-12-01 has")


def test_a_version_without_the_articles_of_the_next_one_is_found(tmp_path: Path) -> None:  # B1
    (said,) = faults(tmp_path, {"2019-04-23": ONE, "2025-10-15": ONE + TWO})
    assert said.startswith("some of 2019-04-23 has no article 2, and the version of 2025-10-15 has")


def test_and_is_none_where_it_is_said_why(tmp_path: Path) -> None:
    assert faults(tmp_path, {"2019-04-23": ONE, "2025-10-15": ONE + TWO}, more='absent:\n  "2": {zh: 新增, en: new}\n') == []


def test_a_figure_that_is_not_in_the_article_it_cites_is_found(tmp_path: Path) -> None:  # B6
    texts = "source: here\nhash: ''\narticles:\n  '1': {figures: ['50000', '10'], fine: true}\n"
    assert faults(tmp_path, {"2021-04-29": ONE + FINE}, texts) == ["some/1#fine (2021-04-29): 100000 is not in the article cited, which has: 10, 50000."]


def test_a_fine_left_out_of_a_version_that_says_its_fines_are_complete_is_found(tmp_path: Path) -> None:
    texts = "source: here\nhash: ''\narticles:\n  '1': {figures: ['50000'], fine: true}\n"
    (said,) = faults(tmp_path, {"2021-04-29": ONE}, texts, "complete: [fines]\n")
    assert said.startswith("some/1 (2021-04-29): its text sets a fine")


HELD = """  '1':
    gist: {{zh: 期限, en: period}}
    verification: text
    values:
      custody:
        title: {{zh: 侦查羁押, en: Custody}}
        number: 2
        unit: {unit}
        starts: {{zh: 逮捕, en: arrest}}
{more}"""


def test_a_period_of_custody_that_moves_on_from_a_day_off_is_found(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, {"2018-10-26": HELD.format(unit="months", more="")})
    assert said.startswith("some/1#custody (2018-10-26) is a period of custody, which no day off lengthens")


def test_and_is_none_where_it_does_not_or_runs_in_hours(tmp_path: Path) -> None:
    assert faults(tmp_path / "a", {"2018-10-26": HELD.format(unit="months", more="        rolls: false\n")}) == []
    assert faults(tmp_path / "b", {"2018-10-26": HELD.format(unit="hours", more="")}) == []
