"""The office asks, it does not know: no institution is named outside its folder but in the settings and the contract of layers."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLResolver, get_resolver, reverse
from house.trees import tree_of

import mingjian
from mingjian.core.language import Text
from mingjian.core.procedure import rulebook
from mingjian.office.dossiers.history import KINDS
from mingjian.office.institution import Institution, institutions, is_public, kept, parts
from mingjian.office.lists.findable import findables
from mingjian.office.lists.search import kind_number

HOUSE = Path(mingjian.__file__).parent
#: What every institution shares; commands of one institution's own (`mingjian detect`) may name it.
OF_ALL = ("api.py", "urls.py", "wsgi.py", "cli/sweep.py", "cli/search.py", "cli/demo.py", "cli/work.py", "cli/serve.py", "cli/audit.py")
SHARED = [*(HOUSE / "office").rglob("*.py"), *(HOUSE / "core").rglob("*.py"), *(HOUSE / name for name in OF_ALL)]


def strings_of(module: Path) -> list[str]:
    """Return what a module says that is no docstring, and what it imports."""
    tree = tree_of(module)
    said = [node.value.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    imports = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return [*(Counter(strings) - Counter(text for text in said if isinstance(text, str))), *imports]


def test_what_all_institutions_share_names_none_of_them() -> None:
    assert institutions(), "no institution was read: mend INSTITUTIONS in settings.py"
    modules = "|".join(re.escape(one.name) for one in institutions())
    naming = re.compile(rf"(?:{modules})(?:\..+)?|(?:{'|'.join(one.label for one in institutions())}):[a-z_]+")  # what is imported, or a URL name
    assert naming.fullmatch("clues:clue"), "this test no longer sees what it looks for: mend `naming` in this file"
    named = [(str(module.relative_to(HOUSE)), text) for module in SHARED for text in strings_of(module) if naming.fullmatch(text)]
    assert not named, f"{named}: let what all share ask the registry (office/institution.py: `parts`, `kept`, `portal_at` …) instead of naming an institution"


#: Words of the office that an institution has for a kind of its own, too, and what the office means by them.
MEANT_OTHERWISE = {
    "capture": "a group of kinds of files",
    "erased": "what a file lacks: that it was erased is entered by the office",
    "evidence": "the paper under which files are added to a dossier, which every sheet may ask for",
    "held": "the filter by who holds a dossier",
    "rule": "the rule by which a department numbers its documents",
    "subject": "the column of a dossier that says what it is about",
}


def kinds_of(one: Institution) -> set[str]:
    """Return the kinds that an institution declares: its procedures, things, entries and what is found and guarded of it."""
    return {*procedures_of(one), *things_of(one), *guards_of(one), *one.enters, *(found.kind for found in one.finds)}


def test_no_module_of_the_office_knows_a_kind_that_an_institution_declares() -> None:
    """A string is no import: neither a procedure nor a thing, a kind of entry or an act of an institution stands in the office by name."""
    kinds = {one.label for one in institutions()}.union(*map(kinds_of, institutions()), rulebook().acts)
    kinds |= {act.enters for act in rulebook().acts.values() if act.enters}
    assert kinds, "nothing was read, so nothing was checked: mend `kinds_of` in this test"
    modules = [path for path in (HOUSE / "office").rglob("*.py") if "migrations" not in path.parts]  # which move what stood there before
    said = {(path.relative_to(HOUSE).as_posix(), text) for path in modules for text in strings_of(path) if text in kinds}
    known = {(path, text) for path, text in said if text not in MEANT_OTHERWISE}
    assert not known, (
        f"{known}: ask the institution by its apps.py instead of writing its kind in the office; where the word means something else, say so in MEANT_OTHERWISE"
    )
    assert set(MEANT_OTHERWISE) == {text for _, text in said}, (
        f"take out of MEANT_OTHERWISE what the office says no more: {set(MEANT_OTHERWISE) - {text for _, text in said}}"
    )


def test_no_template_script_or_list_of_the_office_names_a_page_or_file_of_an_institution() -> None:
    """By URL name (`clues:clue`), or by a template, sheet or script of its folder."""
    labels = "|".join(one.label for one in institutions())
    naming = re.compile(rf"""["'\s](?:{labels})(?::[a-z]|/[\w-]+\.(?:html|css|js)\b)""")
    files = [path for path in (HOUSE / "office").rglob("*") if path.suffix in {".html", ".js", ".css", ".svg", ".yaml"} and "vendor" not in path.parts]
    assert files, "no template of the office was read: mend the path in this test"
    assert naming.search("{% url 'clues:clue' number %}"), "this test no longer sees what it looks for: mend `naming` in this file"
    named = [(str(path.relative_to(HOUSE)), found[0]) for path in files for found in [naming.search(path.read_text("utf-8"))] if found]
    assert not named, f"{named}: let the office ask the registry for pages (office/institution.py) instead of naming an institution's"


@pytest.mark.parametrize("what", ["news", "panels", "sweeps", "audits", "takes_in", "warms", "looks", "demo"])
def test_what_a_plate_names_is_there(what: str) -> None:
    assert all(callable(part) for part in parts(what)), f"name functions that are there under `{what}` in apps.py, as `module.function`"


def test_rooms_pages_routers_and_models_of_every_plate_are_there() -> None:
    for one in institutions():
        assert all(reverse(item.url_name) for item in one.menu), f"name an address of urls.py in each MenuItem of {one.label}/apps.py"
        assert all(one.part(router) for router in one.routers.values()), f"name a router of api.py under `routers` of {one.label}/apps.py"
        assert all(callable(one.part(held.shows)) and reverse(held.page, args=["X1"]) and reverse(held.opened_at) for held in one.keeps), (
            f"name a function in `shows` and addresses in `page` and `opened_at` of each Kept of {one.label}/apps.py"
        )
        assert all(kept(held.procedure) is held for held in one.keeps), (
            f"two institutions keep one procedure: take it out of {one.label}/apps.py or of the other"
        )


def test_no_two_institutions_use_one_kind_of_entry_and_each_kind_has_words() -> None:
    kinds = Counter([*KINDS, *(kind for one in institutions() for kind in one.enters)])
    twice = [kind for kind, times in kinds.items() if times > 1]
    assert not twice, f"{twice}: give each kind of entry to one institution: rename it under `enters` of one apps.py"


def test_no_two_plates_declare_one_thing_procedure_or_what_is_guarded() -> None:
    """The second would stand in place of the first, and no act would find the first any more."""
    declared = [Counter(name for one in institutions() for name in names(one)) for names in (things_of, procedures_of, guards_of)]
    assert all(declared), "nothing is declared: mend `things_of`, `procedures_of` and `guards_of` in this test"
    twice = [name for counted in declared for name, times in counted.items() if times > 1]
    assert not twice, f"{twice}: rename these things, procedures or guards in one of the two apps.py"


def things_of(one: Institution) -> list[str]:
    return [thing.kind for thing in one.things]


def procedures_of(one: Institution) -> list[str]:
    return [kept.procedure for kept in one.keeps]


def guards_of(one: Institution) -> list[str]:
    return list(one.reveals)


def test_no_two_kinds_of_what_is_found_share_a_number() -> None:
    kinds = [one.kind for one in findables()] + ["department"]
    assert len({kind_number(kind) for kind in kinds}) == len(kinds), (
        "rename one of the kinds in `finds` of apps.py, since two have one number in the index of the search"
    )


def addresses(patterns: list[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Return every address with the module of its view."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern.callback.__module__


def test_what_lies_behind_a_portal_for_the_public_is_a_folder_of_its_own_and_nothing_else_is_reached_there() -> None:
    portals = [(one, portal) for one in institutions() for portal in one.portals]
    assert portals, "no Portal is declared: mend the reading of `portals` in this test"
    views = dict(addresses(get_resolver().url_patterns))
    for one, portal in portals:
        behind = {address: module for address, module in views.items() if address.split("/")[0] == portal.prefix}
        pages = f"{one.name}.{portal.urls.rpartition('.')[0]}."
        assert behind, f"{portal.prefix} leads nowhere: add addresses to the `urls` that the Portal in {one.label}/apps.py names"
        assert {module.startswith(pages) for module in behind.values()} == {True}, f"move the pages behind /{portal.prefix} into {one.label}/public/"
        assert {address for address, module in views.items() if module.startswith(pages)} == set(behind), (
            f"let pages of {one.label}/public/ be reached under /{portal.prefix} alone: correct its urls.py"
        )
        assert is_public(f"/{portal.prefix}/x"), f"let what is behind /{portal.prefix} be open to the public: mend `is_public` in office/institution.py"
        assert not is_public(f"/{portal.prefix}s"), f"match the prefix /{portal.prefix} as a whole word: mend `is_public` in office/institution.py"


def test_a_sweep_says_what_it_did_in_both_languages() -> None:
    told = {f"{body.__module__}.{body.__name__}": body.__annotations__["return"] for body in parts("sweeps")}
    silent = {name for name, said in told.items() if said != Text | None}
    assert not silent, f"{silent}: annotate the sweep with `-> Text | None`, and return in both languages what it did"
