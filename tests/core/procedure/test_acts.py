"""Acts are read strictly: whose, on what, with which papers, and what is wrong is said with its line."""

from pathlib import Path
from shutil import copytree

import pytest
from drafts import drafted

from mingjian.core.errors import RulebookFault
from mingjian.core.procedure import packaged, rulebook
from mingjian.core.procedure.rulebook import read_rulebook

ASIDE = "  power: evidence.keep_kits\n  needs: [reason]\n"


def faults_with(tmp_path: Path, old: str, new: str) -> list[str]:
    """Return what is wrong in English once a piece of the acts of evidence is another."""
    for name in ("vocabularies", "powers"):
        copytree(packaged() / name, tmp_path / name)
    _, faults = read_rulebook(drafted(tmp_path, "acts/evidence.yaml", (old, new)))
    return [f"{fault.file}: {fault.en}" for fault in faults.found if fault.file.startswith("acts/")]


def test_an_act_has_the_roles_of_its_power_and_the_papers_of_the_vocabulary() -> None:
    act = rulebook().acts["evidence.set_kit_aside"]
    assert (act.institution, act.name, act.on, act.to, act.enters) == ("evidence", "set_kit_aside", "kit", "set_aside", "kit_set_aside")
    assert act.by == rulebook().powers["evidence.keep_kits"].by
    assert [(paper.name, paper.required) for paper in act.needs] == [("reason", True)]
    assert act in rulebook().acts.on("kit")


def test_an_act_that_is_not_there_is_named() -> None:
    with pytest.raises(RulebookFault, match=r"evidence\.burn"):
        rulebook().acts["evidence.burn"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("  needs: [reason]\n", "roles (by) or a power"),
        ("  by: [officer]\n" + ASIDE, "roles (by) or a power"),
        ("  by: [king]\n", "There is no role 'king'"),
        ("  power: evidence.burn\n", "There is no power 'evidence.burn'"),
        ("  power: evidence.keep_kits\n  needs: [potion]\n", "There is no paper 'potion'"),
        (ASIDE + "  makes: kit\n", "on, or what it makes"),
        (ASIDE + "  side: sender\n", "side must be one of"),
        (ASIDE + "  burns: true\n", "There is no key 'burns'"),
    ],
)
def test_what_is_wrong_with_an_act_is_said(tmp_path: Path, new: str, told: str) -> None:
    found = faults_with(tmp_path, ASIDE, new)
    assert len(found) == 1
    assert found[0].startswith("acts/evidence.yaml: ")
    assert told in found[0]


def test_no_two_acts_make_entries_of_one_kind(tmp_path: Path) -> None:
    found = faults_with(tmp_path, "enters: kit_taken_up", "enters: kit_set_aside")
    assert found == ["acts/evidence.yaml: evidence.set_kit_aside makes entries of this kind already."]
