"""Bytes come in by one way: what somebody brings is told what it is, and is kept, by `office/files` and by nobody else."""

import ast
from collections.abc import Iterator
from pathlib import Path

from house.trees import nodes_of

import mingjian

HOUSE = Path(mingjian.__file__).parent
DOOR = HOUSE / "office/files"
#: Forms with a plain field for a file, and who tells what the file is.
PLAIN = {
    "institutions/clues/imports/forms.py": "waiting.keep_waiting, where it waits for its headings",
    "institutions/disputes/imports/forms.py": "waiting.keep_waiting, from which it is forgotten at once",
    "institutions/market/forms.py": "waiting.keep_waiting, too",
    "institutions/evidence/forms.py": "Brought: several at once, each told by the act that adds it",
    "office/documents/pages.py": "own_templates.put_template: a template is read and tried before it is kept",
    "institutions/law/pages/tables.py": "the reader of tables: questions are answered and forgotten (decision 39)",
    "institutions/lab/consultations/forms.py": "services.drafted.files_in: YAML of a rulebook, read as strictly and kept as its text (decision 186)",
}
#: To whom the bytes of an upload are handed.
TAKERS = {"Brought", "seal", "keep"}
#: Who reads them without keeping any.
READERS = {
    "institutions/evidence/public/pages.py": "holds a buyer's file against the hashes of the kit",
    "institutions/evidence/bundles/public/pages.py": "verifies a bundle, receipt or capture that anybody brings",
    "institutions/law/pages/tables.py": "as above",
}


def modules() -> list[Path]:
    inside = (path for room in ("office", "institutions") for path in (HOUSE / room).rglob("*.py"))
    return [path for path in inside if path.parent != DOOR and "migrations" not in path.parts]


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in nodes_of(path) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """Return the last name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def is_chunks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node) == "chunks"


def test_a_field_for_a_file_tells_what_it_takes_or_hands_it_to_somebody_who_does() -> None:
    plain = {path.relative_to(HOUSE).as_posix() for path in modules() for call in calls(path) if name_of(call) in {"FileField", "ImageField"}}
    subclassed = {
        path.relative_to(HOUSE).as_posix()
        for path in modules()
        for node in nodes_of(path)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("FileField") for base in node.bases)
    }
    differing = (plain | subclassed) ^ set(PLAIN)
    assert not differing, f"{differing}: use a field of office/typed for files, or say in PLAIN here who tells what the file is; take out of PLAIN what is gone"


def test_bytes_of_an_upload_go_to_the_store() -> None:
    handed, taken = 0, []
    for path in modules():
        every = list(calls(path))
        given = {id(one) for call in every if name_of(call) in TAKERS for one in call.args if is_chunks(one)}
        handed += len(given)
        taken += [path.relative_to(HOUSE).as_posix() for call in every if is_chunks(call) and id(call) not in given]
    assert handed, "no upload was seen to be handed on: mend `is_chunks` in this test"
    assert set(taken) == set(READERS), (
        f"hand the bytes of an upload to Brought, seal or keep of office/files; who only reads them is named in READERS: {set(taken) ^ set(READERS)}"
    )


def test_one_function_unmasks_and_one_page_asks_why() -> None:
    """`reveal` is called by its page, and a leave to read is written by it alone."""
    writing = [path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py") if "Reading.objects.create" in path.read_text()]
    assert writing == ["office/files/revealable.py"], f"{writing}: let a leave to read be written by `reveal` of office/files/revealable.py alone"
    asking = {path.relative_to(HOUSE).as_posix() for path in modules() for call in calls(path) if name_of(call) == "reveal"}
    assert asking == {"office/web/files.py"}, f"{asking}: let the page that asks why, office/web/files.py, alone call `reveal`"
