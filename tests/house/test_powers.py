"""Who may do what stands in the rulebook: no role is named in the code, and a refusal names roles in words."""

import ast
from pathlib import Path

import pytest
from house.trees import nodes_of, tree_of
from people import people

import mingjian
from mingjian.core.errors import NotPermitted
from mingjian.core.procedure import rulebook
from mingjian.office.people.permissions import may, require

HOUSE = Path(mingjian.__file__).parent
ROLES = set(rulebook().vocabularies["roles"])
#: The demo makes officers, and two roles follow from a place or a duty.
APART = {"demo.py", "permissions.py", "staff.py"}


def roles_named(module: Path) -> list[str]:
    """Return the collections of roles that a module writes out, and the calls that are given one by name."""
    found = []
    tree = tree_of(module)
    columns = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "fields"}  # a model's column may be called so
    columns |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "ordering"}
    for node in ast.walk(tree):
        if id(node) in columns:
            continue
        held = node.args if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "holds" else []
        listed = node.elts if isinstance(node, ast.Set | ast.Tuple | ast.List) else held
        words = [one.value for one in listed if isinstance(one, ast.Constant)]
        if words and len(words) == len(listed) and set(words) <= ROLES:
            found.append(f"{module.relative_to(HOUSE)}:{node.lineno} {words}")
    return found


def test_no_role_is_named_in_the_code() -> None:
    modules = [path for part in ("office", "institutions", "cli") for path in (HOUSE / part).rglob("*.py")]
    named = [one for path in modules if path.name not in APART and "migrations" not in path.parts for one in roles_named(path)]
    assert named == [], f"{named}: ask `may(officer, POWER)` and add the power, with its roles, to rulebook/cn/powers/"


def test_every_power_that_the_code_asks_for_is_in_the_rulebook_and_every_one_there_is_asked_for() -> None:
    asked = set()
    for path in (path for part in ("office", "institutions", "cli") for path in (HOUSE / part).rglob("*.py")):
        for node in nodes_of(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in rulebook().powers:
                asked.add(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"may", "require"} and len(node.args) > 1:
                assert not isinstance(node.args[1], ast.Constant) or node.args[1].value in rulebook().powers, (
                    f"add the power {ast.unparse(node.args[1])} with its roles to rulebook/cn/powers/"
                )
    asked |= {act.power for act in rulebook().acts.values() if act.power}
    assert asked == set(rulebook().powers), (
        f"add to rulebook/cn/powers/ each power that the code asks for, and take out what nobody asks for: {asked ^ set(rulebook().powers)}"
    )


@pytest.mark.django_db
def test_a_refusal_names_the_roles_in_words_of_both_languages() -> None:
    clerk = people()["clerk"]
    assert not may(clerk, "evidence.reveal_kits"), "a platform's clerk may see kits unmasked: correct the roles in rulebook/cn/powers/"
    with pytest.raises(NotPermitted) as refused:
        require(clerk, "evidence.reveal_kits")
    assert refused.value.text.zh == "“查看证据包未遮蔽的内容”由以下角色办理：执法人员、部门负责人。", (
        "a refusal names the roles wrongly in Chinese: mend `require` in office/people/permissions.py"
    )
    assert refused.value.text.en == "To see kits unmasked is for: officer, head of the department.", (
        "a refusal names the roles wrongly in English: mend `require` in office/people/permissions.py"
    )
