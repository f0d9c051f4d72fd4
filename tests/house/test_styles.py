"""The office's style sheet holds tokens and pieces that all share; what one institution alone draws lies with that institution."""

import re
from functools import cache
from pathlib import Path

import mingjian
from mingjian.office.institution import Institution, institutions

HOUSE = Path(mingjian.__file__).parent
SHEET = HOUSE / "office/static/office/console.css"
#: Classes that one institution alone says today, and why they stay with all the others.
EXCUSED = {
    "camera": "whether a device has a camera in the hand is asked of the device, not of evidence; one line for a page within and one at the door",
    "graph-on-paper": "hidden on the screen and shown on paper beside the rules of print, which are one block",
}
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")


def selectors(sheet: str) -> str:
    """Return what stands before the braces of a sheet, without comments and values."""
    return " ".join(re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)))


def piece_of(name: str) -> str:
    """Return the piece that a class is a part or a form of: `legend` of `legend__zoom` and of `legend--wide`."""
    return re.split(r"__|--", name)[0]


@cache
def words_of(folder: Path) -> frozenset[str]:
    """Return every word that templates, scripts and modules of a folder hold."""
    files = (path for path in folder.rglob("*") if path.suffix in {".html", ".py", ".js"} and "migrations" not in path.parts)
    return frozenset(piece for path in files for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8")) for piece in (word, piece_of(word)))


def sayers(name: str) -> list[str]:
    return [one.label for one in institutions() if name in words_of(Path(one.path))]


def sheets_of(one: Institution) -> list[Path]:
    return sorted((Path(one.path) / "static").rglob("*.css"))


def test_the_offices_sheet_has_no_class_that_one_institution_alone_says() -> None:
    named = {piece_of(name) for name in CLASS.findall(selectors(SHEET.read_text()))}
    shared = words_of(HOUSE / "office") | words_of(HOUSE / "core/procedure")  # which draws diagrams
    alone = {name for name in named if name not in shared and len(sayers(name)) == 1}
    assert named, "nothing was read, so nothing was checked: mend `CLASS` in this test"
    assert alone == set(EXCUSED), (
        f"move a class that one institution alone uses into its static/ folder, and take out of EXCUSED what is shared now: {alone ^ set(EXCUSED)}"
    )


def test_each_sheet_of_an_institution_is_loaded_by_it_and_names_what_it_draws() -> None:
    sheets = [(one, sheet) for one in institutions() for sheet in sheets_of(one)]
    assert sheets, "nothing was read, so nothing was checked: mend `sheets_of` in this test"
    for one, sheet in sheets:
        name = f"{one.label}/{sheet.name}"
        loading = [path for path in Path(one.path).rglob("*") if path.suffix in {".html", ".py"} and name in path.read_text()]
        assert loading, f"load {name} from a template or panel of the institution, or delete it"
        unsaid = {piece_of(cls) for cls in CLASS.findall(selectors(sheet.read_text()))} - words_of(Path(one.path)) - words_of(HOUSE / "office")
        assert not unsaid, f"take these classes out of {name}, since no template of the institution uses them: {sorted(unsaid)}"
