"""
The proof that an institution is one folder and two lines.

The sources are copied; a small complete institution (`proof_institution/`) is laid into the copy, the copy's own checks pass, its console runs in a process of
its own and an officer walks through it in a browser; then it is taken out again, and every byte is as before. `docs/howto/add-an-institution.md` tells it.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from make import free_port
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROOF = Path(__file__).parent / "proof_institution"
BIN = Path(sys.executable).parent
PACKAGE = "src/mingjian"
FOLDER = f"{PACKAGE}/institutions/samples"
#: What is written into files that are there already: a line before another, at its place.
LINES = {
    f"{PACKAGE}/settings.py": (('    "mingjian.institutions.campaigns",\n', '    "mingjian.institutions.samples",\n'),),
    ".importlinter": (("    campaigns\n", "    samples\n"),),
}
#: Tests that look at every institution, run on the copy; and the one that walks its procedure by its sheet alone.
OF_ALL = [
    *(f"tests/house/test_{name}.py" for name in ("messages", "manifests", "module_names", "acts", "powers", "lists", "thin_pages", "uploads", "sizes")),
    "tests/house/test_help.py::test_every_institution_with_pages_has_help_of_its_own",
    "tests/office/test_every_procedure.py::test_it_is_opened_walked_to_its_end_and_proven[sample]",
]


def everything(place: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes, and every folder as an empty one; but for what Python compiles."""
    found = (path for path in sorted(place.rglob("*")) if not {"__pycache__", ".ruff_cache"} & set(path.parts))
    return {str(path.relative_to(place)): path.read_bytes() if path.is_file() else b"" for path in found}


class Copy:
    """The sources in a folder of their own, and the commands that run on them and not on the tree of this test."""

    def __init__(self, place: Path, beside: Path) -> None:
        self.place = place
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MINGJIAN", "DATABASE", "DJANGO"))}
        self.environment = kept | {
            "PYTHONPATH": str(place / "src"),
            "XDG_CACHE_HOME": str(beside / "cache"),
            "DJANGO_SETTINGS_MODULE": "mingjian.settings",
            "MINGJIAN_HOME": str(beside / "home"),
            "MINGJIAN_DEMO": "1",
            "MINGJIAN_NIGHT": "off",
        }
        shutil.copytree(ROOT / "src", place / "src")  # with what Python and numba have compiled: that takes long
        shutil.copy(ROOT / ".importlinter", place)

    def run(self, *command: str | Path, at: Path | None = None) -> str:
        """Run a command on the copy; its words, where it fails, are those of the failure."""
        done = subprocess.run(command, cwd=at or self.place, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"mend what this command says of the copy: {command}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def lay_in(self) -> list[Path]:
        """Lay the institution in: its folder, its files of the rulebook, its lines. Give what is new."""
        shutil.copytree(PROOF / "samples", self.place / FOLDER, ignore=shutil.ignore_patterns("__pycache__"))
        laid = [self.place / FOLDER]
        for path in sorted((PROOF / "rulebook").rglob("*.yaml")):
            to = self.place / PACKAGE / "rulebook/cn" / path.relative_to(PROOF / "rulebook")
            assert not to.exists(), f"a file of the proof stands in the rulebook already: rename {to.name} under tests/house/proof_institution/rulebook"
            if not to.parent.exists():
                laid.append(to.parent)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)
            laid.append(to)
        for name, lines in LINES.items():
            self._change(name, [(before, line + before) for before, line in lines])
        return laid

    def take_out(self, laid: list[Path]) -> None:
        """Take it out again: what is new, and the lines."""
        for path in laid:
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()
        for name, lines in LINES.items():
            self._change(name, [(line, "") for _, line in lines])

    def _change(self, name: str, changes: list[tuple[str, str]]) -> None:
        text = (self.place / name).read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{name}: write this line once, where the proof lays in its own beside it: {old!r}"
            text = text.replace(old, new)
        (self.place / name).write_text(text, "utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    (tmp_path / "copy").mkdir()
    return Copy(tmp_path / "copy", tmp_path)


def answers(base: str, console: "subprocess.Popen[bytes]", seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and console.poll() is None:
        try:
            with urllib.request.urlopen(f"{base}/accounts/login/", timeout=5) as reply:  # noqa: S310 - our own console
                return bool(reply.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


class Console:
    """`mingjian serve` of the copy, in a process of its own, with its sweeps."""

    def __init__(self, copy: Copy, log: Path) -> None:
        self.base, self.log = f"http://127.0.0.1:{(port := free_port())}", log
        command = [str(BIN / "mingjian"), "serve", "--port", str(port), "--workers", "1", "--jobs", "0"]
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=copy.place, env=copy.environment, stdout=out, stderr=out)

    def __enter__(self) -> "Console":
        if not answers(self.base, self.process, 90):
            self.__exit__()
            raise AssertionError(self.log.read_text("utf-8", "replace")[-4000:])
        return self

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


@pytest.fixture
def visitor(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A browser without anybody signed in, in Chinese."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


def sign_in(page: Page, base: str, name: str, password: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.click("form[action*=login] button[type=submit]")
    expect(page.locator("summary .menu__name")).to_have_count(1)


def take_in(page: Page, base: str, clue: str) -> str:
    """Open a sample with the form that is drawn from its particulars; give its number."""
    page.goto(f"{base}/dossiers/new")  # the office offers the form, since the manifest names it
    page.click("a[href='/samples/new']")
    page.fill("[name=goods]", "仿冒蓝鲸运动鞋")
    page.fill("[name=taken_from]", "直播间购得")
    page.fill("[name=kept_until]", (date.today() + timedelta(days=90)).isoformat())  # noqa: DTZ011 - any day to come
    page.fill("[name=clue_number]", "C2099-0000001")
    page.click("main form button[type=submit]")
    expect(page.locator("main [role=alert]")).to_contain_text("没有线索 C2099-0000001")  # refused in words, and nothing lost
    expect(page.locator("[name=goods]")).to_have_value("仿冒蓝鲸运动鞋")
    page.fill("[name=clue_number]", clue)
    page.click("main form button[type=submit]")
    expect(page.locator(".note--good")).to_contain_text("已")
    return page.url.rpartition("/")[2]


def walk(page: Page, visitor: Page, base: str) -> None:
    """Walk through the institution as an officer of the demo, and past its public portal as nobody."""
    sign_in(page, base, "county", "Tonglu-demo-2026")
    page.goto(f"{base}/clues")
    clue = page.locator("main a[href^='/clues/C']").first.get_attribute("href")
    assert clue is not None, "the demo has no clue that the county sees: mend clues/demo.py"
    number = take_in(page, base, clue.rpartition("/")[2])
    assert re.fullmatch(r"Y\d{4}-\d{7}", number), "the sample has no number: mend `numbered` of Kept in proof_institution/samples/apps.py"

    page.goto(f"{base}/")  # what waits for the officer stands once, in the queue, and not among the news again
    expect(page.get_by_role("link", name="仿冒蓝鲸运动鞋")).to_be_visible()
    expect(page.locator("main")).to_contain_text("仿冒蓝鲸运动鞋")
    expect(page.locator(f"a[href^='{clue}']").first).to_be_attached()

    page.goto(f"{base}/samples/{number}?for=shelve#step-shelve")  # the step with the body
    page.locator("#step-shelve form[enctype] [name=shelve-sample_shelf]").fill("乙-07")
    page.locator("#step-shelve form[enctype] button[type=submit]").click()
    expect(page.locator(".note--good").first).to_be_visible()
    expect(page.locator("dl.facts").first).to_contain_text("乙-07")
    expect(page.locator("main")).to_contain_text("保管中")

    act = page.locator("#act-look_at_sample")  # the act, by its button
    if act.get_attribute("open") is None:
        act.locator("> summary").click()
    act.locator("textarea").fill("鞋盒压损，封条完好")
    act.locator("button[type=submit]").click()
    expect(page.locator("dl.facts").first).to_contain_text("鞋盒压损，封条完好")

    page.goto(f"{base}{clue}")  # the panel, on the page of another institution
    expect(page.locator("section[aria-labelledby=samples]")).to_contain_text("仿冒蓝鲸运动鞋")
    page.locator("section[aria-labelledby=samples] a").click()
    assert page.url.endswith(f"/samples/{number}"), f"the panel leads to {page.url}: mend proof_institution/samples/panels.py"
    public = page.locator("a[href^='/sample/']").get_attribute("href")

    page.goto(f"{base}/search?q=蓝鲸")  # the search
    expect(page.locator("main")).to_contain_text("仿冒蓝鲸运动鞋")
    expect(page.locator(f"main a[href='/samples/{number}']").first).to_be_visible()

    answer = page.request.get(f"{base}/api/samples?q=蓝鲸")  # the API
    assert answer.status == 200, f"the API refused ({answer.status}): mend proof_institution/samples/api.py"
    (told,) = answer.json()["samples"]
    assert (told["number"], told["shelf"], told["state"], told["clue_number"]) == (number, "乙-07", "on_shelf", clue.rpartition("/")[2]), (
        "the API does not show what was entered: mend the schema in proof_institution/samples/api.py"
    )
    assert "code" not in told, "the API shows the code of the public page: take it out of the schema in proof_institution/samples/api.py"

    table = page.request.get(f"{base}/samples?q=蓝鲸&as=csv")  # the list, taken along
    assert number in table.body().decode("utf-8-sig"), "the list cannot be exported: mend proof_institution/samples/tables.py"

    page.goto(f"{base}/samples?q=旧款")  # what the demo put there, and what the sweep saw of it
    page.locator("main a[href^='/samples/Y']").click()
    expect(page.locator(".note--warn")).to_contain_text("保管期限已到")

    visitor.goto(f"{base}{public}")  # without signing in
    expect(visitor.locator("main")).to_contain_text("样品在哪一环节")
    expect(visitor.locator("main")).to_contain_text(number)
    visitor.goto(f"{base}/samples/{number}")
    assert "/accounts/login/" in visitor.url, "a visitor saw a page of the console: mend `is_public` in office/institution.py"


def test_an_institution_is_laid_in_walked_through_and_taken_out_again(copy: Copy, page: Page, visitor: Page, tmp_path: Path) -> None:
    before = everything(copy.place)
    laid = copy.lay_in()
    where = copy.run(sys.executable, "-c", "import mingjian; print(mingjian.__file__)").strip()
    assert Path(where).is_relative_to(copy.place), f"the copy runs the code of this tree ({where}): mend the environment in `Copy`"
    copy.run(sys.executable, "-m", "django", "makemigrations", "samples")
    copy.run(BIN / "ruff", "check", "--no-cache", "--config", ROOT / "pyproject.toml", f"{FOLDER}/migrations")  # as it was written, with nothing mended by hand
    copy.run(BIN / "pybabel", "-q", "compile", "-D", "django", "-d", f"{FOLDER}/locale")
    assert "samples" in (copy.place / ".importlinter").read_text("utf-8"), "the copy has no line for samples: mend LINES of this test"
    copy.run(BIN / "lint-imports", "--no-cache")
    copy.run(BIN / "mingjian", "law", "check")
    copy.run(BIN / "pytest", "-q", "-p", "no:cacheprovider", *OF_ALL, at=ROOT)
    assert "/api/samples" in json.loads(copy.run(BIN / "mingjian", "api", "describe"))["paths"], (
        "the API does not list /api/samples: mend `routers` in proof_institution/samples/apps.py"
    )
    copy.run(sys.executable, PROOF / "desks.py")
    with Console(copy, tmp_path / "console.log") as console:
        walk(page, visitor, console.base)
    assert everything(copy.place) != before, "nothing was laid in: mend `lay_in` of this test"
    copy.take_out(laid)
    assert everything(copy.place) == before, (
        "taking it out leaves files or lines behind: keep what an institution has in its folder and the lines of docs/howto/add-an-institution.md"
    )
