"""The house itself: captions, settings, detectors, words."""

import ast
import re
import subprocess
from itertools import takewhile
from pathlib import Path

from house.trees import nodes_of, tree_of

from mingjian.core.detectors import detectors
from mingjian.core.procedure import rulebook

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "src").rglob("*.html"))
TRACKED = [ROOT / name for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n") if name]


def test_every_module_says_what_it_is() -> None:
    without = [path for path in SOURCES if path.stat().st_size and not ast.get_docstring(tree_of(path))]
    silent = [str(path.relative_to(ROOT)) for path in without if path.read_text().strip()]
    assert not silent, f"{silent}: write a docstring of one line at the head of each that says what the module holds"


def test_what_returns_nothing_is_not_said_to_return_something() -> None:
    functions = ((path, node) for path in SOURCES for node in nodes_of(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    nothing = ((path, node) for path, node in functions if isinstance(node.returns, ast.Constant) and node.returns.value is None)
    wrong = [f"{path.relative_to(ROOT)}:{node.lineno} {node.name}" for path, node in nothing if (ast.get_docstring(node) or "").startswith("Return")]
    assert not wrong, f"these return nothing: begin their docstrings with what they do: {wrong}"


def test_no_line_of_a_template_is_over_160_signs() -> None:
    lines = ((path, number, len(line)) for path in TEMPLATES for number, line in enumerate(path.read_text().splitlines(), start=1))
    long = [f"{path.relative_to(ROOT)}:{number} {length}" for path, number, length in lines if length > 160]
    assert not long, f"{long}: break the lines of these templates; the most is 160 characters"


def test_every_setting_has_its_line() -> None:
    read = set(re.findall(r"(?:environ(?:\.get\()?\[?|envvar=)\"((?:MINGJIAN_|DATABASE_URL)\w*)\"", "".join(path.read_text() for path in SOURCES)))
    page = (ROOT / "docs/reference/settings.md").read_text()
    assert read, "nothing was read, so nothing was checked: mend `read` in this test"
    for language, part in zip(("Chinese", "English"), page.split("## English"), strict=True):
        undescribed = sorted(name for name in read if f"`{name}`" not in part)
        assert not undescribed, f"{undescribed}: add a line for each of these settings to docs/reference/settings.md, in its {language} part"


def test_every_detector_explains_itself() -> None:
    for described, _ in detectors().values():
        assert described.innocent, f"say in `innocent` of core/detectors/{described.key}.py what else it could be"
        assert described.summary, f"add a `summary` to DETECTOR in core/detectors/{described.key}.py"
        assert described.blind, f"say in `blind` of core/detectors/{described.key}.py what it does not see"
        for name, setting in described.settings.items():
            assert setting.meaning, f"say in core/detectors/{described.key}.py what the setting {name} means"


def test_every_ground_of_a_detector_is_in_the_rulebook() -> None:
    known = rulebook().statutes
    newest = rulebook().calendar.known_until
    for described, _ in detectors().values():
        for ground in described.ground:
            assert known.has_article(ground, newest), (
                f"core/detectors/{described.key}.py rests on {ground}: cite an article that the rulebook has, or add it under rulebook/cn/laws/"
            )


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1)), (
        f"renumber the pages under docs/decisions without gaps or doubles: {sorted(set(range(1, len(numbers) + 1)) ^ set(numbers)) or numbers}"
    )


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == [], f"{broken}: correct the links; each is written from the page's own folder"


def test_lock_files_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-node.lock", "requirements-demo.lock"):
        assert not re.search(r"https?://|--index|--extra-index|--find-links", (ROOT / name).read_text()), (
            f"run `make lock` with the public registry: {name} names one, or has options of one"
        )


def test_nothing_is_tracked_that_is_made_or_secret() -> None:
    made = [path for path in TRACKED if path.suffix in {".mo", ".pyc", ".sqlite3", ".log"} or path.name in {"secret-key", "ledger-key"}]
    assert made == [], f"{made}: take these out with `git rm --cached` and add them to .gitignore"


def test_one_function_knows_where_the_lake_of_the_node_lies() -> None:
    naming = sorted(str(path.relative_to(ROOT / "src/mingjian")) for path in SOURCES if re.search(r"\b\w+\.LAKE\b", path.read_text()))
    assert naming == ["institutions/market/queries/lake.py"], f"{naming}: ask institutions/market/queries/lake.py for the lake instead of reading the setting"


def names_in_tree(folder: str) -> set[str]:
    """Return the folders that README's tree draws below one of the source's."""
    tree = re.search(r"```\nsrc/mingjian/\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert tree, "draw the tree of src/mingjian/ in a block of README.md"
    lines = tree[1].splitlines()
    below = lines[next(number for number, line in enumerate(lines) if line.startswith(f"├── {folder}/")) + 1 :]
    return {line.split("── ")[1].split("/")[0] for line in takewhile(lambda line: line.startswith("│"), below)}


def test_the_tree_of_the_readme_is_the_one_that_there_is() -> None:
    core = {path.name for path in (ROOT / "src/mingjian/core").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert names_in_tree("core") == core, f"draw in the tree of README.md the folders that core has: {names_in_tree('core') ^ core}"


def test_each_noun_of_the_map_has_its_file() -> None:
    rows = [line.split("|") for line in (ROOT / "docs/map.md").read_text().splitlines() if line.startswith("| ") and "`" in line]
    assert rows, "nothing was read, so nothing was checked: mend `rows` in this test"
    homes = {home for row in rows for home in re.findall(r"`([^`]+)`", row[3])}
    moved = sorted(home for home in homes if not list((ROOT / "src/mingjian").glob(home.rstrip("/"))))
    assert not moved, f"{moved}: correct the third column of docs/map.md: these files are not there"


HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
LABEL = re.compile(r"""data-label="((?:[^"{]|{%.*?%}|{{.*?}})*)\"""", re.DOTALL)
#: Headings that are drawn from a list beside them.
DRAWN_FROM_A_LIST = {"links.html", "outside.html"}


def spoken(text: str) -> str:
    """Return a heading as it is compared: without elements, filters and the way of its quotes."""
    plain = re.sub(r"\|[^}]*}}", " }}", re.sub(r"<[^>]+>", "", text))
    return " ".join(plain.replace("'", '"').split())


def test_a_cell_on_a_narrow_screen_bears_a_heading_of_its_table() -> None:
    texts = {path: path.read_text() for path in TEMPLATES}
    labelled = {path: [spoken(one) for one in LABEL.findall(text)] for path, text in texts.items() if "data-label" in text}
    assert labelled, "no template has a label for narrow screens: mend LABEL of this test"
    for path, labels in labelled.items():
        around = [text for other, text in texts.items() if other == path or f"{path.parent.name}/{path.name}" in text]
        headings = {spoken(one) for text in around for one in HEADING.findall(text)}
        unlike = set() if path.name in DRAWN_FROM_A_LIST else set(labels) - headings
        assert not unlike, f"{path.name} labels cells {sorted(unlike)}: write the words of a <th> of the table, or draw the column with {{% column %}}"
