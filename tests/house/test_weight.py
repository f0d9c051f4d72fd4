"""What `make demo` installs weighs no more than it may, has what a demo uses, and says in words what it leaves out (docs/decisions/0196)."""

import os
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from mingjian.core.errors import NotFound

ROOT = Path(__file__).parents[2]
PLACE = Path(str(distribution("numpy").locate_file("")))
#: MB that the packages of `requirements-demo.lock` may weigh once thinned, as `du -sm` counts. The whole of `.venv` has pip and what Python compiles besides.
MOST = 580
MOST_WHOLE = 640
sys.path.insert(0, str(ROOT / "deploy"))
import thin  # type: ignore[import-not-found]  # noqa: E402 - a script without a package

#: A kernel is compiled, a table written and read back by both engines, a page typeset, a workbook and a document made.
USES = """
import io, sys
import numba, numpy, pyarrow as pa, pyarrow.parquet as pq, pyarrow.dataset, pyarrow.compute as pc, duckdb, typst, docxtpl, openpyxl, django, allauth, lxml.html
import psycopg, pypdfium2, rfc3161_client, warcio, h11, cryptography.hazmat.bindings._rust, python_calamine, pylopdf_fonts_zh_cn
assert all("shadow" in m.__file__ for m in (numba, numpy, pa, duckdb, typst, django)), numba.__file__
@numba.njit
def total(of): return of.sum()
assert total(numpy.arange(5)) == 10
table_ = pa.table({"a": [1, 2, 3]})
out = io.BytesIO(); pq.write_table(table_, out); out.seek(0)
assert pc.sum(pq.read_table(out)["a"]).as_py() == duckdb.sql("SELECT sum(a) FROM table_").fetchall()[0][0] == 6
assert typst.compile(b"= Title").startswith(b"%PDF")
from django.utils.translation.trans_real import DjangoTranslation
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"], USE_I18N=True)
django.setup()
assert DjangoTranslation("zh-hans").gettext("Monday") == "星期一"
assert DjangoTranslation("de").gettext("Monday") == "Monday"
print("whole")
"""


def packages() -> dict[str, list[Path]]:
    """Return the installed files of each package of the demo's lock, by its name."""
    files = {}
    for name in re.findall(r"^([a-z0-9][a-z0-9.-]*)==", (ROOT / "requirements-demo.lock").read_text(), re.MULTILINE):
        try:
            told = distribution(name)
        except PackageNotFoundError:  # of another Python or system
            continue
        files[name] = [path for path in (Path(str(told.locate_file(one))) for one in told.files or ()) if path.suffix != ".pyc" and path.is_file()]
    assert len(files) > 50, f"{len(files)} packages read: mend the pattern of this test"
    return files


@pytest.fixture(scope="module")
def kept() -> dict[Path, str]:
    """Return what is left of the demo's packages by thinning, each file with its package."""
    return {path: name for name, paths in packages().items() for path in paths if not is_taken_out(path)}


def is_taken_out(path: Path) -> bool:
    return path.is_relative_to(PLACE) and thin.is_superfluous(path.relative_to(PLACE))


def weight(path: Path) -> int:
    """Return the bytes on disk of a file once thinned."""
    size = len(thin.used_by_the_loader(path.read_bytes())) if re.search(r"\.so(\.\d+)*$", path.name) else path.stat().st_size
    return -(-size // 4096) * 4096


def test_what_a_demo_installs_weighs_no_more_than_it_may(kept: dict[Path, str]) -> None:
    by_package: dict[str, int] = {}
    for path, name in kept.items():
        by_package[name] = by_package.get(name, 0) + weight(path)
    heaviest = {name: round(size / 2**20) for name, size in sorted(by_package.items(), key=lambda one: -one[1])[:8]}
    whole = sum(by_package.values()) / 2**20
    assert 300 < whole <= MOST, (
        f"{whole:.0f} MB, {heaviest}: take what a demo does not use into an extra (pyproject.toml, `make extra`), or teach deploy/thin.py"
    )


def test_an_environment_that_was_installed_weighs_no_more_than_it_may() -> None:
    """Hold whoever runs this in the environment of a demo; that of the tests has far more."""
    env = ROOT / ".venv"
    if (env / ".all").exists() or (env / ".extras").exists():
        return  # that of the tests has more; nothing is skipped, since CI refuses that
    told = subprocess.run(["du", "-sm", env], check=True, capture_output=True, text=True).stdout
    assert int(told.split()[0]) <= MOST_WHOLE, f"{told.split()[0]} MB: run `make setup` anew, or take what a demo does not use into an extra"


@pytest.mark.slow
def test_a_thinned_environment_still_compiles_stores_typesets_and_translates(kept: dict[Path, str], tmp_path: Path) -> None:
    shadow = tmp_path / "shadow"
    for path in kept:
        if path.is_relative_to(PLACE) and ".." not in path.parts:
            copy = shadow / path.relative_to(PLACE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if re.search(r"\.so(\.\d+)*$", path.name):
                copy.write_bytes(thin.used_by_the_loader(path.read_bytes()))
            else:
                copy.symlink_to(path)
    rest = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO"))}
    alone = rest | {"PYTHONPATH": str(shadow), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-S", "-W", "ignore", "-c", USES], env=alone, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.stdout.strip() == "whole", f"let deploy/thin.py leave what is used here: {done.stderr[-2000:]}"


def test_thinning_leaves_what_shares_its_bytes_as_it_was(tmp_path: Path) -> None:
    """An installer links files of its cache into each environment: whoever writes into one writes into all."""
    place = tmp_path / "env" / "lib" / "python3.11" / "site-packages"
    (place / "django" / "conf" / "locale" / "de" / "LC_MESSAGES").mkdir(parents=True)
    (place / "django" / "conf" / "locale" / "de" / "LC_MESSAGES" / "django.mo").write_bytes(b"mo")
    (place / "django" / "conf" / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    (place / "django" / "conf" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo").write_bytes(b"mo")
    library = next(path for paths in packages().values() for path in paths if path.name.startswith("_yaml") and path.suffix == ".so")
    cache = tmp_path / "cache.so"
    cache.write_bytes(library.read_bytes())
    (place / "yaml").mkdir()
    os.link(cache, place / "yaml" / "_yaml.so")
    (place / "yaml" / "not.so").write_bytes(b"no library")
    subprocess.run([sys.executable, ROOT / "deploy" / "thin.py", tmp_path / "env"], check=True)
    assert cache.read_bytes() == library.read_bytes(), "let deploy/thin.py put a file anew, and write into none that is there"
    assert (place / "yaml" / "_yaml.so").stat().st_size < cache.stat().st_size, "let deploy/thin.py drop the tables that only debuggers read"
    assert (place / "yaml" / "not.so").read_bytes() == b"no library", "let deploy/thin.py leave what is no ELF as it is"
    assert [path.parts[-3] for path in place.rglob("django.mo")] == ["zh_Hans"], "keep the languages of the console in deploy/thin.py, and no others"
    refused = subprocess.run([sys.executable, ROOT / "deploy" / "thin.py", tmp_path / "none"], capture_output=True, check=False)
    assert refused.returncode == 1, "let deploy/thin.py refuse what is no environment"


def test_a_capture_without_its_driver_is_refused_in_words_and_a_package_is_verified_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from mingjian.core.capture import extra

    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "playwright" else object())
    extra.demand_extra()
    assert not extra.is_installed(), "ask for the driver of captures in core/capture/extra.py"
    with pytest.raises(NotFound, match="make extra OF=capture") as refused:
        extra.demand_browser()
    assert "playwright" in refused.value.text.en, "name what is missing in core/capture/extra.py"


def test_each_extra_that_the_words_name_is_one_that_make_installs() -> None:
    text = (ROOT / "Makefile").read_text()
    offered = set(re.search(r"^EXTRAS := (.*)$", text, re.MULTILINE)[1].split())  # type: ignore[index]
    named = {found for path in (ROOT / "src").rglob("*.py") for found in re.findall(r"""to_install\(['"](\w+)['"]\)""", path.read_text())}
    assert {"capture", "vision", "learning"} <= named, f"{named}: mend the pattern of this test"
    assert named - {"documents"} == offered, "let EXTRAS in the Makefile be what `to_install` is asked for; `documents` are in a demo"
    lock = (ROOT / "requirements-demo.lock").read_text()
    assert not re.search(r"^(playwright|pysail|pyspark|rapidocr|scikit-learn)==", lock, re.MULTILINE), "run `make lock`: a demo has no such part"
