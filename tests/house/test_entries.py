"""Nothing of a database's keys stands in a new entry of the ledger, and nobody but the one writer enters any."""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from day import act_as_administrators, act_on_clues, act_with_findings
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from house.trees import nodes_of

import mingjian
from mingjian.core.procedure import rulebook
from mingjian.core.wire.names import Name, is_name
from mingjian.institutions.operators.models import Link, Subject
from mingjian.office.models import Entry, Officer
from mingjian.office.models.hidden import HiddenField

HOUSE = Path(mingjian.__file__).parent
#: Under these a whole number counts or measures.
FIGURES = {"rows", "bad", "repeated", "findings", "hits", "right", "judged", "size", "form"}
#: Under these, or in papers of these kinds, somebody or something is named.
NAMED = {"about", "by", "for", "holder", "department", "dossier", "item", "sample", "file", "sheet"}
NAMING_PAPERS = {name for name, paper in rulebook().papers.items() if paper.kind in {"department", "officer", "dossier", "file"} or paper.names}


def keys_in(kind: str, told: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Name what in an entry may be a key: whole numbers that are no figures, and whatever stands where a name should and is none."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield from keys_in(kind, value, (*path, name))
    elif isinstance(told, list):
        for value in told:
            yield from keys_in(kind, value, path)
    elif isinstance(told, int) and not isinstance(told, bool):
        if not FIGURES & set(path[:1]) and path[:1] not in (("content",), ("settings",), ("records",)):
            yield f"{kind}: {'.'.join(path)} = {told}"
    elif isinstance(told, str):
        should = path[0] in NAMED if len(path) == 1 else path[0] == "papers" and path[1] in NAMING_PAPERS
        if (should and not is_name(told)) or re.fullmatch(r"(kit|rule|finding|item|sample|officer|department|dossier)/\d+", told):
            yield f"{kind}: {'.'.join(path)} = {told}"


@pytest.mark.usefixtures("sealed")
def test_no_key_of_the_database_is_in_any_new_entry(who: dict[str, Officer]) -> None:
    act_with_findings(who)
    act_on_clues(who)
    act_as_administrators(who)
    bodies = [json.loads(entry.body) for entry in Entry.objects.order_by("index")]
    assert {"register", "take_in_finding", "join", "dispatch", "assign", "deadline_missed", "kit_item_kept", "rule_hit_judged", "officer_added"} <= {
        body["kind"] for body in bodies
    }, f"add what is no longer entered to tests/worlds/day.py, which acts for this test: {sorted({body['kind'] for body in bodies})}"
    keys = [key for body in bodies for key in keys_in(body["kind"], body)]
    assert not keys, (
        f"{keys}: enter a name (`wire_name`, number, department's code) in place of the database's key; if it counts something, add its word to FIGURES here"
    )
    assert {body["form"] for body in bodies} == {2}, "write entries by office/record/entries.py, which gives each the form 2"
    assert "张三" not in str(bodies), "a name of a person is in the ledger in clear: declare the column as personal (docs/decisions/0113)"
    assert "13800000000" not in str(bodies), "a telephone number is in the ledger in clear: declare the column as personal (docs/decisions/0113)"


@pytest.mark.usefixtures("sealed")
def test_a_finding_of_a_rule_is_named_by_the_number_of_the_rule(who: dict[str, Officer]) -> None:
    dossier = act_with_findings(who)
    (taken_in, of_rule) = Entry.objects.filter(dossier=dossier, kind="take_in_finding").order_by("index")
    assert Name.read(json.loads(taken_in.body)["papers"]["finding"]).number == "price_outlier@3/甲网/L1", (
        "name a finding in entries by its detector, version and subject: mend `wire_name` of Finding"
    )
    assert Name.read(json.loads(of_rule.body)["papers"]["finding"]).number == "R2026-0000001@3/甲网/L2", (
        "name a finding of a rule by the rule's number: mend `wire_name` of Finding"
    )


@pytest.mark.slow
def test_nobody_but_the_one_writer_appends_to_the_ledger() -> None:
    found = []
    for module in sorted(HOUSE.rglob("*.py")):
        for node in nodes_of(module):
            if isinstance(node, ast.Attribute) and node.attr == "append" and getattr(node.value, "id", "") in {"ledger", "record"}:
                found.append(module.relative_to(HOUSE).as_posix())
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("record.ledger") and any(one.name == "append" for one in node.names):
                found.append(module.relative_to(HOUSE).as_posix())
    assert found == ["office/record/entries.py"], f"{found}: call `enter` of office/record/entries.py instead of appending to the ledger"


@pytest.mark.parametrize("told", [{"for": 5}, {"papers": {"department": 5}}, {"about": "kit/17"}, {"by": "li"}, {"settings": {"fewest": 3}}])
def test_this_test_sees_keys(told: dict[str, Any]) -> None:
    assert bool(list(keys_in("x", told))) is (told != {"settings": {"fewest": 3}}), "this test no longer sees what it looks for: mend `keys_in` in this file"


def test_no_thing_is_named_by_its_key_of_the_database() -> None:
    """But for links that a ledger of before names so: they have no code."""
    names = {
        model._meta.label: inspect.getsource(model.wire_name.fget) for model in apps.get_models() if isinstance(getattr(model, "wire_name", None), property)
    }
    assert names, "nothing was read, so nothing was checked: mend `names` in this test"
    assert [label for label, told in names.items() if re.search(r"\.(pk|id|\w+_id)\b", told)] == ["operators.Link"], (
        "name a row by something that means the same on every node, and not by its key: mend `wire_name` of what is listed here beside operators.Link"
    )
    assert name_of_new_link() == name_of_new_link(pk=7), "let `wire_name` of operators.Link be made of its code"


def name_of_new_link(pk: int | None = None) -> str:
    return Link(pk=pk, subject=Subject(number="S2026-0000001"), code="0123456789ab").wire_name


FINDS = {"filter", "exclude", "get", "get_or_create", "update_or_create"}


def model_of_rows(call: ast.Call) -> type[Model] | None:
    """Return the model whose rows a call looks for: `Notice.objects…filter`, or `notice.operator_receipts…filter`."""
    by_class = {model.__name__: model for model in apps.get_models() if model.__module__.startswith("mingjian.")}
    by_relation = {one.get_accessor_name(): one.related_model for model in by_class.values() for one in model._meta.related_objects}
    node: ast.AST = call.func
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node
        if isinstance(node, ast.Attribute):
            if node.attr in ("objects", "_base_manager") and isinstance(node.value, ast.Name):
                return by_class.get(node.value.id)
            if node.attr in by_relation:
                return by_relation[node.attr]
            node = node.value
    return None


def is_encrypted(model: type[Model], path: str) -> bool:
    """Return whether a path of a question (`receipt__code`) ends at an encrypted column that is not asked whether it is empty."""
    field, rest = None, path.split("__")
    for nth, name in enumerate(rest):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return isinstance(field, HiddenField) and rest[nth:] != ["isnull"]
        model = field.related_model or model
    return isinstance(field, HiddenField)


def asked_by_encrypted(nodes: Iterator[ast.AST]) -> list[tuple[int, str]]:
    """Return where rows are looked for by an encrypted column, which finds none: whether it is empty alone may be asked."""
    found = []
    for call in (one for one in nodes if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in FINDS):
        if (model := model_of_rows(call)) is None:
            continue
        given = [one for arg in call.args for one in ast.walk(arg) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "Q"]
        for word in (word for one in (call, *given) for word in one.keywords if word.arg):
            is_empty = isinstance(word.value, ast.Constant) and word.value.value == ""
            if not is_empty and is_encrypted(model, str(word.arg)):
                found.append((call.lineno, f"{model.__name__}.{word.arg}"))
    return found


@pytest.mark.slow
def test_no_row_is_looked_for_by_an_encrypted_column() -> None:
    files = [path for path in sorted(HOUSE.rglob("*.py")) if "migrations" not in path.parts]
    found = [(path.relative_to(HOUSE).as_posix(), *one) for path in files for one in asked_by_encrypted(iter(nodes_of(path)))]
    assert found == [], f"{found}: ask by the LookupField or CodeKeyField that follows the column (`code_key=code_key(code[:40])`)"


@pytest.mark.parametrize(
    ("line", "is_wrong"),
    [
        ("Notice.objects.filter(code=code).first()", True),
        ("notice.operator_receipts.filter(code=code)", True),
        ("OperatorReceipt.objects.select_related('notice').exclude(notice__code=code)", True),
        ("Notice.objects.filter(Q(code=code) | Q(pk=1))", True),
        ("Notice.objects.filter(code_key=code_key(code))", False),
        ("Department.objects.get(code=code)", False),
        ("notice.complaints.exclude(words='')", False),
    ],
)
def test_this_test_sees_encrypted_columns(line: str, is_wrong: bool) -> None:
    assert bool(asked_by_encrypted(ast.walk(ast.parse(line)))) is is_wrong, "this test no longer sees what it looks for: mend `model_of_rows` in this file"
