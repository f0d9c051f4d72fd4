"""NOTICE names everything of others that comes with the package, and nothing that does not."""

import re
import tomllib
from pathlib import Path

import mingjian

ROOT = Path(__file__).parents[2]
NOTICE = (ROOT / "NOTICE").read_text("utf-8")
SHIPPED = ("console", "learning", "vision", "capture", "linking", "keeping", "documents", "spark")


def libraries() -> dict[str, set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    given = {"core": project["dependencies"], **{extra: project["optional-dependencies"][extra] for extra in SHIPPED}}
    return {room: {re.split(r"[\[<>=~;]", one)[0] for one in some} for room, some in given.items()}


def named() -> dict[str, set[str]]:
    told = NOTICE.partition("Libraries that are installed with it")[2].partition("\n\nThe Unicode License")[0]
    rooms = re.findall(r"^- (\w+): (.*?)\.$", told, re.MULTILINE | re.DOTALL)
    return {room: set(re.findall(r"([a-z0-9][\w.-]*) \(", text)) for room, text in rooms}


def test_every_library_that_is_installed_is_named_with_its_licence_and_no_other() -> None:
    differing = {room: names ^ named().get(room, set()) for room, names in libraries().items() if names != named().get(room)}
    assert named() == libraries(), f"name in NOTICE, with its licence, each library that pyproject.toml installs, and no other: {differing}"


def test_every_file_of_others_is_named() -> None:
    package = Path(mingjian.__file__).parent
    vendored = {path.name.removesuffix(".min.js") for path in (package / "office/static/vendor").glob("*.js")}
    assert vendored, "nothing was read, so nothing was checked: mend `vendored` in this test"
    unnamed = [name for name in sorted(vendored) if name not in NOTICE]
    assert not unnamed, f"{unnamed}: name these scripts in NOTICE, with their licences"
    weights = [path.name for path in package.rglob("*") if path.suffix in {".onnx", ".safetensors", ".gguf", ".pt"}]
    assert weights == ["lite0.onnx"], f"{weights}: name new weights in NOTICE, with their licence and where they come from, and here"
    unnamed_weights = [name for name in weights if name not in NOTICE]
    assert not unnamed_weights, f"{unnamed_weights}: name these weights in NOTICE"
    tables = [path.name for path in (package / "rulebook/writing").glob("*.yaml")]
    unnamed_tables = [name for name in tables if name not in NOTICE]
    assert not unnamed_tables, f"{unnamed_tables}: name these tables in NOTICE"
