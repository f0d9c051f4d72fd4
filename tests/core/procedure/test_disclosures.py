"""What a reader is not shown is said: a rulebook that discloses in silence is at fault."""

from pathlib import Path

import pytest

from mingjian.core.law.reader import Faults
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.disclosures import FILE, check_readers, read_readers, reader_of, readers
from mingjian.core.procedure.rulebook import packaged

ROLES = ("suspect", "complainant")
HEAD = "title: {zh: 披露, en: Disclosure}\nreaders:\n  police:\n    kinds: [police]\n    parties: [suspect]\n"
SAID = "{zh: 不披露, en: withheld}"
WHOLE = HEAD + f"    persons: true\n    facts: [exhibits, sums]\n    withheld: {{complainant: {SAID}, identity: {SAID}}}\n"


def faults_of(text: str, tmp_path: Path) -> list[str]:
    path, faults = tmp_path / FILE, Faults()
    path.write_text(text, encoding="utf-8")
    check_readers(path, ROLES, rulebook().statutes, faults)
    return [one.zh for one in faults.found]


def test_the_packaged_file_names_what_no_reader_gets_and_shows_no_complainant() -> None:
    faults = Faults()
    assert read_readers(packaged() / FILE, faults)
    assert not faults.found
    for one in readers():
        assert "complainant" not in one.parties
        assert {"complainant", "identity"} <= set(one.withheld)
    assert reader_of("platform") is None
    assert reader_of("courier") is None


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("facts: [exhibits, sums]", "facts: [exhibits]", "没有披露“sums”"),
        ("persons: true", "persons: false", "没有披露“persons”"),
        (f"identity: {SAID}", f"sums: {SAID}", "没有披露“identity”"),
        ("facts: [exhibits, sums]", "facts: [exhibits, sums, secrets]", "“secrets”"),
        ("parties: [suspect]", "parties: [suspect, judge]", "没有当事人角色“judge”"),
        (f"complainant: {SAID}", "complainant: {zh: 不, en: no, ground: no_law/1}", "库内没有 no_law/1"),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, fault: str, tmp_path: Path) -> None:
    assert faults_of(WHOLE, tmp_path) == []
    assert any(fault in one for one in faults_of(WHOLE.replace(before, after), tmp_path))
