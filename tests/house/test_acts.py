"""Acts and steps: each that the rulebook declares has one body that takes what it needs, and lies where it should; and no page does their work."""

import ast
import inspect
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from house.trees import nodes_of, tree_of

import mingjian
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.acts import Act
from mingjian.institutions.clues.models import GROUNDS, Clue
from mingjian.institutions.evidence.models import Item, Part
from mingjian.institutions.monitoring.models import KnownGood
from mingjian.institutions.parcels.models import Posting
from mingjian.office.acts.execution import load_bodies
from mingjian.office.acts.things import label_of, thing_kinds
from mingjian.office.dossiers import transition
from mingjian.office.institution import institutions

ACTS = rulebook().acts
HOUSE = Path(mingjian.__file__).parent
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "save", "delete", "bulk_update"}
#: Pages of the ledger itself.
OF_THE_LEDGER = {"cli/ledger.py", "office/web/ledger.py"}


def modules_in(room: str) -> list[Path]:
    """Return the modules of a name, and those of packages of that name, of institutions and of their subpackages."""
    found = [*(HOUSE / "institutions").rglob(f"{room}.py"), *(HOUSE / "institutions").rglob(f"{room}/*.py")]
    return sorted(path for path in found if path.name != "__init__.py")


def decorators(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(one).partition("(")[0] for one in function.decorator_list}


def not_decorated(path: Path, with_: str) -> list[str]:
    """Return the public functions of a module that are no step or act; a module without any counts as one."""
    functions = [node for node in tree_of(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    bare = [f"{path.relative_to(HOUSE)}: {one.name}" for one in functions if with_ not in decorators(one)]
    return bare if len(bare) < len(functions) else [*bare, f"{path.relative_to(HOUSE)}: no {with_}"]


def test_acts_holds_acts_only() -> None:
    modules = modules_in("acts")
    assert modules, "nothing was read, so nothing was checked: mend `modules_in` in this test"
    no_acts = [one for path in modules for one in not_decorated(path, "act")]
    assert not no_acts, f"{no_acts}: move what is no act out of acts.py into services/, or decorate it with @act"


def test_steps_holds_steps_and_what_forbids_them_only() -> None:
    modules = modules_in("steps")
    assert modules, "nothing was read, so nothing was checked: mend `modules_in` in this test"
    no_steps = [one for path in modules for one in not_decorated(path, "step") if one in not_decorated(path, "guard")]
    assert not no_steps, f"{no_steps}: move what is neither step nor guard out of steps.py into services/, or decorate it with @step or @guard"


def pages() -> list[Path]:
    """Return the modules behind which a person or a system stands."""
    rooms = {"cli", "web", "api", "public"}
    return [one for one in HOUSE.rglob("*.py") if one.parent.name in rooms or one.name in {"pages.py", "api.py"} or one.stem.endswith(("_pages", "_api"))]


def writes_of(path: Path) -> list[str]:
    """Return what a page writes itself: rows, or entries of the ledger."""
    found = []
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            found.append(f"{path.relative_to(HOUSE)}:{node.lineno} {ast.unparse(node.func)}")
        if isinstance(node, ast.ImportFrom) and "office.record" in (node.module or "") and {"ledger", "enter"} & {one.name for one in node.names}:
            found.append(f"{path.relative_to(HOUSE)}:{node.lineno} {ast.unparse(node)}")
    return found


def test_no_page_writes_rows_or_entries_itself() -> None:
    found = pages()
    assert found, "nothing was read, so nothing was checked: mend `pages` in this test"
    writing = [one for path in found if str(path.relative_to(HOUSE)) not in OF_THE_LEDGER for one in writes_of(path)]
    assert not writing, f"{writing}: write rows by a step, an act or a job, and entries by office/record; a page, command or API only calls it"


def bodies_of_steps() -> dict[tuple[str, str], Callable[..., None]]:
    transition._load_bodies()
    return transition._bodies


@pytest.mark.parametrize(("procedure", "name"), sorted(bodies_of_steps()))
def test_a_step_s_body_takes_what_every_version_of_its_sheet_gives(procedure: str, name: str) -> None:
    """A paper that may be left out has a default; one that a version does not ask for has one, too; and no version gives what the body does not take."""
    parameters = inspect.signature(bodies_of_steps()[procedure, name], eval_str=True).parameters
    taken = {one.name: one for one in parameters.values() if one.kind is inspect.Parameter.KEYWORD_ONLY and one.name not in ("by", "at")}
    takes_any = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters.values())
    must = {one for one, parameter in taken.items() if parameter.default is inspect.Parameter.empty}
    found = [sheet.steps[name] for sheet in rulebook().versions(procedure) if name in sheet.steps]
    assert found, f"no version of {procedure} has the step {name}: correct the name in @step, or add the step to rulebook/cn/procedures/{procedure}"
    for step in found:
        assert takes_any or {paper.name for paper in step.needs} <= set(taken), (
            f"give the body of {name} ({procedure}) the parameters that its sheet asks for in `needs`: it takes {sorted(taken)}"
        )
        assert must <= {paper.name for paper in step.needs if paper.required}, (
            f"give these parameters of the body of {name} ({procedure}) a default, or make the papers required in every version of the sheet: {sorted(must)}"
        )


def test_what_papers_of_kits_name_is_what_kits_have() -> None:
    options = {name: [key for key, _ in rulebook().papers[name].options] for name in ("item_kind", "part_role", "known_good_kind")}
    assert options == {"item_kind": Item.Kind.values, "part_role": Part.Role.values, "known_good_kind": KnownGood.Kind.values}, (
        "make the options in rulebook/cn/vocabularies/papers.yaml those of Item.Kind, Part.Role and KnownGood.Kind"
    )


def test_what_papers_of_test_postings_name_is_what_test_postings_have() -> None:
    options = {name: [key for key, _ in rulebook().papers[name].options] for name in ("test_identity", "test_inspection")}
    assert options == {"test_identity": Posting.Identity.values, "test_inspection": Posting.Inspection.values}, (
        "make the options in rulebook/cn/vocabularies/papers.yaml those of Posting.Identity and Posting.Inspection"
    )


def test_the_ground_of_a_clues_result_is_kept_whole() -> None:
    width = Clue._meta.get_field("result_ground").max_length or 0
    assert all(len(key) <= width for paper in GROUNDS.values() for key, _ in rulebook().papers[paper].options), (
        f"raise max_length of Clue.result_ground to {width} or more, or shorten the keys of the options in papers.yaml"
    )


def test_each_act_has_a_body_and_each_body_an_act() -> None:
    assert set(load_bodies()) == set(ACTS), (
        f"write a body in acts.py for each act of rulebook/cn/acts/, and an act for each body: {set(load_bodies()) ^ set(ACTS)}"
    )


def test_each_act_is_on_a_thing_that_a_plate_declares() -> None:
    assert {act.on or act.makes for act in ACTS.values()} <= set(thing_kinds()), (
        f"add a Thing to `things` in apps.py for each kind that an act is on: { ({act.on or act.makes for act in ACTS.values()} - set(thing_kinds())) }"
    )
    assert all(isinstance(label_of(kind), Text) for kind in thing_kinds()), "give each Thing in apps.py a label with zh and en"
    for institution in institutions():
        for thing in institution.things:
            model = apps.get_model(thing.model)
            assert callable(institution.part(thing.found_by)), f"name a function of {institution.label} in `found_by` of Thing {thing.kind}"
            lacking = [name for name in ("number", "wire_name", "state", "get_absolute_url", "department") if not hasattr(model, name)]
            assert not lacking, f"{lacking}: add these to the model of a Thing, as class Thing of office/institution.py says"


def test_a_thing_is_moved_by_acts_where_an_act_leads_to_a_state_and_else_has_no_move() -> None:
    moved = {act.on for act in ACTS.values() if act.to}
    declared = {thing.kind: apps.get_model(thing.model) for one in institutions() for thing in one.things}
    assert moved, "nothing was read, so nothing was checked: mend `moved` in this test"
    immovable = {kind for kind in moved if not hasattr(declared[kind], "move")}
    assert not immovable, f"{immovable}: add `move` to the models of these kinds, since an act leads them to a state"
    moved_by_nothing = {model for kind, model in declared.items() if kind not in moved and hasattr(model, "move") and getattr(model, "dossier", None)}
    assert not moved_by_nothing, f"{moved_by_nothing}: take `move` off these models, or add `to:` to an act on them in rulebook/cn/acts/"


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
def test_the_parameters_of_a_body_are_what_its_act_needs(act: Act) -> None:
    signature = inspect.signature(load_bodies()[act.key], eval_str=True)
    positional = [one for one in signature.parameters.values() if one.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    named = {one.name: one for one in signature.parameters.values() if one.kind is inspect.Parameter.KEYWORD_ONLY}
    assert len(positional) == (1 if act.on else 0), (
        f"let the body of {act.key} take one row before the star if its act is `on` a thing, and none if it makes one"
    )
    assert all(issubclass(one.annotation, Model) for one in positional), f"annotate the row that {act.key} is done to with its model"
    assert {"by", "at"} <= set(named), f"add the keyword parameters `by` and `at` to the body of {act.key}"
    assert named["at"].annotation is datetime, f"annotate `at` of {act.key} with datetime"
    papers = {name: one for name, one in named.items() if name not in ("by", "at")}
    takes_any = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in signature.parameters.values())
    needed = {paper.name: paper.required for paper in act.needs if not takes_any or paper.name in papers}
    assert set(needed) <= set(papers), f"add to the body of {act.key} what rulebook/cn/acts/ asks for in `needs`: {set(needed) - set(papers)}"
    must = {name for name, one in papers.items() if one.default is inspect.Parameter.empty}
    assert must & set(needed) == {name for name, required in needed.items() if required}, (
        f"let what {act.key} requires have no default, and everything else one: required are {[name for name in needed if needed[name]]}"
    )
    assert act.is_inner or must <= set(needed), (
        f"give these parameters of {act.key} a default, or add them to `needs` of the act: a page gives what is asked for there, and nothing else"
    )
    assert ("None" in str(named["by"].annotation)) == act.is_public, (
        f"annotate `by` of {act.key} with `Officer | None` if its act is public, and with `Officer` if not"
    )


def rows_of_others_in(path: Path, owner: str) -> list[str]:
    """Return where a module of an institution writes rows of another: through its model, or through a parameter that is one of its rows."""
    tree, head = tree_of(path), "mingjian.institutions."
    taken = [
        one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and (one.module or "").startswith(head) and (one.module or "").endswith(".models")
    ]
    models = {name.asname or name.name for one in taken if (one.module or "").split(".")[2] != owner for name in one.names}
    found = []
    for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
        arguments = [*function.args.args, *function.args.kwonlyargs]
        theirs = models | {one.arg for one in arguments if one.annotation is not None and ast.unparse(one.annotation) in models}
        for call in (one for one in ast.walk(function) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)):
            if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES | {"update"} and first_name(call.func) in theirs:
                found.append(f"{path.relative_to(HOUSE)}:{call.lineno} {ast.unparse(call.func)}")
    return found


def first_name(node: ast.expr) -> str:
    """Return the name that a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_an_institution_writes_its_own_rows_and_asks_others_by_their_acts() -> None:
    modules = [(path, path.relative_to(HOUSE / "institutions").parts[0]) for path in (HOUSE / "institutions").rglob("*.py") if "migrations" not in path.parts]
    assert modules, "no module of an institution was read: mend the path in this test"
    foreign = [one for path, owner in modules for one in rows_of_others_in(path, owner)]
    assert not foreign, f"{foreign}: call an act of the institution that the rows belong to, instead of writing them"
    assert rows_of_others_in(HOUSE / "institutions/operators/acts.py", "parcels") != [], (
        "this test no longer sees what it looks for: mend `rows_of_others_in` in this file"
    )  # seen, where it is another's
