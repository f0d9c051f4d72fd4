"""What tests share: people, a place for sealed files, and a browser for journeys (the system's Chromium, since not every place can fetch another)."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, settings
from laid import made_once, make_demo
from playwright.sync_api import Page, expect

# A machine that does much else makes one example slow now and then; what is slow always shows in the benchmarks.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
# Nor must a page that is slow on a busy machine fail a journey: how fast pages are stands in the benchmarks.
expect.set_options(timeout=30_000)

# A test loses nothing when the machine is cut off, so that no worker of ours waits for the disk; what a test starts as a process of its own still does.
os.fsync = lambda _descriptor: None

# Playwright's sync API keeps an event loop in this thread, and Django would refuse the database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Let the long files begin first, so that two workers end together; those with a browser after all others, and the longest of them first.

    A browser stays until the end, with an event loop beside which what runs one of its own would not.
    """
    with_browser, slow = set(), set()
    for item in items:
        if {"page", "browser", "browser_context_args"} & set(getattr(item, "fixturenames", ())):
            with_browser.add(item.path)
        if item.get_closest_marker("slow") or item.path.parent.name == "cli":
            slow.add(item.path)
    items.sort(key=lambda item: (item.path in with_browser, item.path not in slow))


def pytest_collection_finish() -> None:
    """Keep thirteen thousand tests and all modules out of the garbage collector's way: a tenth of the time of tests that ask a database."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Let nothing be skipped on CI, where everything is there: what was skipped was not tested."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") == "true" and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped on CI: {skipped[0].nodeid}: {skipped[0].longrepr}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """
    Let tables that a test emptied have their types and permissions back as the rows that they were.

    Django draws them from the models anew after each test with transactions of its own, which takes ten times as long as to empty the tables.
    """
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from django.core.management.commands import flush
    from django.db import transaction

    with django_db_blocker.unblock():
        made = [(model, list(model.objects.all())) for model in (ContentType, Permission)]
    draw = flush.emit_post_migrate_signal

    def put_back(verbosity: int, interactive: bool, db: str, **told: Any) -> None:
        if db != "default":
            draw(verbosity, interactive, db, **told)
            return
        ContentType.objects.clear_cache()
        with transaction.atomic():
            for model, rows in made:
                model.objects.bulk_create(rows)

    flush.emit_post_migrate_signal = put_back


@pytest.fixture
def who(db: None) -> dict[str, Any]:
    """
    Return the officers of `people()`, by login.

    li: officer, county; wang: head, county; zhao: officer, neighbouring county; qian: head there; sun: officer and head, city above both; zhou: officer and
    head, another province; clerk: platform; auditor, system, security: city, the three duties of administration.
    """
    from people import people  # needs Django, which tests of core do without

    return people()


@pytest.fixture
def sealed(settings: Any, tmp_path: Path) -> None:
    """Let sealed files lie in a folder of this test."""
    settings.SEALED_ROOT = tmp_path / "sealed"


@pytest.fixture(autouse=True)
def _own_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the ledger's signer remember nothing of other tests, each of which begins with an empty database; and let kernels' results lie in no home."""
    from django.conf import settings  # needs no Django apps

    if settings.configured:
        settings.CELLS = str(tmp_path_factory.getbasetemp() / "cells")
        settings.LEDGER_MEMORY = str(tmp_path_factory.getbasetemp() / "ledger-seen")
        Path(settings.LEDGER_MEMORY).unlink(missing_ok=True)
        for kept in ("alarms", "credentials"):
            shutil.rmtree(Path(settings.HOME) / kept, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Let no test speak the language in which the one before it asked for a page: a request sets it for its thread, and nothing takes it back."""
    yield
    from django.conf import settings
    from django.utils import translation

    if settings.configured:
        translation.deactivate()


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a token that signs; its library reads where it lies once a process."""
    from tokens import CONFIGURATION, make_token

    folder = tmp_path_factory.mktemp("token")
    os.environ[CONFIGURATION] = str(folder / "conf")
    return make_token(folder)


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of a whole demo, made once and for reading: copy it before anything writes into it. `MINGJIAN_DEMO_MADE` names one made before."""
    if before := os.environ.get("MINGJIAN_DEMO_MADE"):
        return Path(before)
    place = tmp_path_factory.getbasetemp()
    return made_once((place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "demo", make_demo)


#: The one without windows, where it is, takes two fifths of the processor for the same pages: it draws nothing of a browser around them.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not chromium:
        pytest.skip("Chromium is absent: install the package chromium.")
    # Chromium's sandbox refuses to run as root.
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails its test when its console shows an error, when the content policy blocks something, or when a request leaves the node."""
    page.set_default_timeout(120_000)  # ms that a click or a navigation may take
    faults: list[str] = []

    def hear(message: Any) -> None:
        # Chromium reports every refused form (409, 422) as an error; the tests look at those themselves.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            faults.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(f"left the node: {request.url}") if not _is_ours(request.url) else None)
    yield page
    assert faults == []


def _is_ours(url: str) -> bool:
    return url.startswith(("http://localhost:", "http://127.0.0.1:", "data:", "blob:", "about:"))


@pytest.fixture
def check_accessible() -> Callable[[Page], None]:
    """Check a page with axe-core against WCAG 2.1 AA and its best practices: nothing at all may be found."""

    def check(page: Page) -> None:
        found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()

    return check
