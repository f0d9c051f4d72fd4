"""Each institution keeps its modules to itself: what one may take from another, which templates it draws with, and by which word its addresses begin."""

import ast
import configparser
import re
from collections import defaultdict
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from house.trees import nodes_of

from mingjian.core.exhibits import exhibit_kinds
from mingjian.office.institution import Institution, institutions

ROOT = Path(__file__).parents[2]
#: What an institution may take from another's; never its pages, forms or what only it knows.
SHARED = ("models", "queries", "acts", "steps", "opening", "panels", "particulars", "facts")
LOADS = re.compile(r"{%\s*(?:include|extends)\s+[\"']([\w-]+)/")
LINKS = re.compile(r"(?:{%\s*url\s+|reverse\(|redirect\()[\"'](\w+):")


def folder(one: Institution) -> Path:
    return Path(one.path)


def package(one: Institution) -> str:
    """Return the name of its package, under which its pages and templates go; the label, which names tables, may be an older one."""
    return one.name.rpartition(".")[2]


def written(one: Institution) -> list[Path]:
    return [path for path in folder(one).rglob("*") if path.suffix in {".py", ".html"} and "migrations" not in path.parts]


def namespaces(one: Institution) -> set[str]:
    """Return the names under which an institution has addresses; a public door may have one of its own."""
    return {name for path in folder(one).rglob("urls.py") for name in re.findall(r"^app_name = \"(\w+)\"", path.read_text(), re.MULTILINE)}


def taken(path: Path) -> list[str]:
    """Return the modules that a file takes from institutions: `clues.queries`."""
    head = "mingjian.institutions."
    nodes = [node for node in nodes_of(path) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(head)]
    return [node.module.removeprefix(head) for node in nodes if node.module]


def test_no_institution_takes_another_s_pages_or_forms() -> None:
    crossing = [
        (package(one), module)
        for one in institutions()
        for path in folder(one).rglob("*.py")
        for module in taken(path)
        if module.partition(".")[0] != package(one)
    ]
    assert crossing, "nothing was read, so nothing was checked: mend `taken` in this test"
    private = [(who, module) for who, module in crossing if not set(module.split(".")[1:]) & set(SHARED)]
    assert not private, f"{private}: take from another institution only its {', '.join(SHARED)}; move what you need into its queries, or write it anew"


def test_a_template_is_drawn_with_those_of_its_own_institution_and_the_office_alone() -> None:
    drawn = [(package(one), path.name, name) for one in institutions() for path in written(one) for name in LOADS.findall(path.read_text())]
    assert drawn, "nothing was read, so nothing was checked: mend `LOADS` in this test"
    foreign = [(file, name) for label, file, name in drawn if name not in {label, "office", "jobs"}]
    assert not foreign, f"{foreign}: draw with templates of your own folder or of office; show a panel on another's page"


def test_a_page_links_to_lower_institutions_by_their_names_and_hears_of_the_upper_by_panels() -> None:
    below: dict[str, set[str]] = defaultdict(lambda: {"jobs"})
    for number, one in enumerate(institutions()):
        below[one.label] |= {name for other in institutions()[: number + 1] for name in namespaces(other)}
    upward = [(path.name, name) for one in institutions() for path in written(one) for name in LINKS.findall(path.read_text()) if name not in below[one.label]]
    linked = sorted(set(upward))
    assert not linked, f"{linked}: show a panel on the lower's page (`panels` in apps.py of the upper) instead of linking upward"


def addresses(resolver: URLResolver, before: str = "", app: str = "") -> list[tuple[str, str]]:
    found = []
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        found += [(app, path)] if isinstance(one, URLPattern) else addresses(one, path, one.app_name or app)
    return found


def test_an_address_begins_with_a_word_that_is_one_institution_s_alone() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for app, path in addresses(get_resolver()):
        if app == "moved":  # an address of before, whosever word it began with
            continue
        owners[re.split(r"[/<.]", path.lstrip("^"))[0]].add(app)
    labels = {name for one in institutions() for name in namespaces(one)}
    shared = {word: sorted(apps) for word, apps in owners.items() if len(apps) > 1 and apps & labels}
    assert not shared, f"{shared}: begin the addresses of each institution with a word of its own in urls.py"


def test_each_kind_of_exhibit_is_drawn_by_a_module_and_a_template_of_its_name() -> None:
    drawn = folder(next(one for one in institutions() if one.label == "monitoring"))
    modules = {path.stem for path in (drawn / "exhibits").glob("*.py")} - {"__init__", "places"}
    templates = {path.stem for path in (drawn / "templates/monitoring/exhibits").glob("*.html")}
    assert set(exhibit_kinds()) == modules == templates, (
        f"add core/exhibits/KIND.py, monitoring/exhibits/KIND.py and the template of that name: {set(exhibit_kinds()) ^ modules | modules ^ templates}"
    )


MANY = 2800  # lines of an institution in one folder (decision 94)


def folders_by_noun() -> set[str]:
    """Return the institutions that the contract *layers-of-subpackages* divides by noun. The contract *modules* says which modules there are."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", "utf-8")
    containers = contracts["importlinter:contract:layers-of-subpackages"]["containers"].split()
    return {name.removeprefix("mingjian.institutions.").partition(".")[0] for name in containers}


def test_an_institution_of_many_lines_is_divided_by_noun() -> None:
    divided = folders_by_noun()
    for one in institutions():
        modules = [path for path in folder(one).rglob("*.py") if "migrations" not in path.parts]
        lines = sum(len(path.read_text().splitlines()) for path in modules)
        assert lines <= MANY or one.label in divided, (
            f"institutions/{one.label} has {lines} lines in one folder: divide it by noun, and name them in `.importlinter`, contract layers-of-subpackages "
            "(docs/decisions/0094)"
        )


def test_the_lower_asks_nothing_of_the_upper_through_the_tables() -> None:
    """What an upper institution's table says of a lower's row is not looked for from below: no reverse name of a relation, in Python or in a template."""
    order = [one.label for one in institutions()]
    backwards = {
        (field.related_model._meta.app_label, model._meta.app_label, field.remote_field.get_accessor_name())
        for model in apps.get_models()
        for field in model._meta.fields
        if field.is_relation and not field.remote_field.hidden and field.related_model._meta.app_label in order and model._meta.app_label in order
    }
    upward = {(lower, name) for lower, upper, name in backwards if lower != upper}
    assert upward, "nothing was read, so nothing was checked: mend `backwards` in this test"
    asked = [
        (str(path), name)
        for one in institutions()
        for path in written(one)
        for lower, name in upward
        if lower == one.label and re.search(rf"\.{name}\b|\"{name}__\w+\"|hasattr\(\w+, \"{name}\"", path.read_text())
    ]
    assert asked == [], f"{asked}: ask the upper's queries from the upper, or show a panel; no lower institution looks upward through a relation"


def test_no_test_takes_anything_out_of_another() -> None:
    out = re.compile(r"^\s*(?:from|import)\s+(?:[\w.]+\.)?test_\w+\s*(?:import|$)", re.MULTILINE)
    taking = [str(path) for path in Path(__file__).parents[1].rglob("*.py") if out.search(path.read_text())]
    assert not taking, f"{taking}: move what two tests need into tests/worlds/, and import it from there"
