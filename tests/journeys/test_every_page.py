"""
Every page of a demo's console, as an account that may see it: axe finds nothing, nothing sticks out or is cut,
in Chinese and English, at 1440 and 390 pixels.

The pages are read out of the node (`pages_of_a_demo.py`), so that a new one is in it by itself. In order to end within minutes, each page is looked at in one
language, by turns, at both widths, and checked by axe at one of them, by turns as well.
"""

import json
import logging
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import RULES
from journeys.browsing import DRAWN, FITS, SIZES, UNCUT, holds, speak, until
from laid import own_environment
from make import free_port
from playwright.sync_api import Browser, Page

from mingjian.office.demo import OFFICERS

pytestmark = pytest.mark.slow
log = logging.getLogger(__name__)
BIN = Path(sys.executable).parent
PASSWORDS = {name: password for name, password, *_ in OFFICERS}
LANGUAGES = ("zh-hans", "en")
FEWEST = 110  # pages that there are at least
#: Pages that a demo shows nobody, each with why. A page that is neither found nor named here fails the test: link it, or say why.
NOT_IN_A_DEMO = {
    "cases/invitations/<str:number>": "of a case that another joins: tests/institutions/cases/test_children.py",
    "operators/statements/<str:number>": "linked from a dossier that the walk does not open: tests/institutions/operators/test_later_figures.py",
    "documents/phrases/<int:nth>": "of a sentence that an office wrote: tests/office/documents/test_phrases.py",
    "dossiers/<str:number>/phrases/<slug:paper>": "of a field that an office keeps sentences for: tests/office/documents/test_phrases.py",
    "matters/open/<str:dossier>": "takes forms only",
    "pictured/<slug:sort>/<str:number>/accept": "takes forms only",
    "pictured/<slug:sort>/<str:number>/read": "takes forms only",
    "pictured/<slug:sort>/<str:number>/mask": "of a picture that was read: tests/institutions/pictures/test_masks.py",
    "pictured/masked/<str:number>/<str:sha256>": "a picture in a page: tests/institutions/pictures/test_masks.py",
    "reasons/data/<str:day>.<str:form>": "a file: tests/institutions/publication/test_reasons.py",
    "account/keys/<int:pk>/renew": "of whoever made a key: tests/office",
    "documents/<int:pk>/seal": "takes forms only",
    "exchange/agreements/own/<int:pk>": "of a node with neighbours: tests/institutions/exchange",
    "exchange/agreements/own/<int:pk>/text": "of a node with neighbours: tests/institutions/exchange",
    "exchange/batch": "of a node with neighbours: tests/institutions/exchange",
    "exchange/campaigns/<str:number>": "of a node with neighbours: tests/institutions/exchange/regions",
    "exchange/dossiers/<str:number>/export": "a file: tests/institutions/exchange/exports",
    "exchange/dossiers/<str:number>/files": "of a node with neighbours: tests/institutions/exchange",
    "exchange/held/<int:pk>/file": "a file: tests/institutions/exchange/evidence",
    "exchange/questions": "of a node with neighbours: tests/institutions/exchange",
    "notices/<str:number>/complain": "of a holder with a notice: tests/institutions/notices",
    "notices/complaints/<str:number>": "of a complaint that somebody made: tests/institutions/notices",
    "notices/rights/pictures/<int:pk>/listing": "a picture in a page: tests/institutions/notices",
    "pictured/<slug:sort>/<str:number>": "of a dossier with pictures that were read: tests/journeys/test_words_in_pictures.py",
    "consultations/receipts/<str:code>": "behind a receipt's code: tests/institutions/lab/test_consultations.py",
    "consultations/<str:number>/files/<int:nth>": "a file of a draft that has files: tests/institutions/lab/test_consultations.py",
    "reasons/<str:uid>": "of a statement that was drawn: tests/institutions/publication",
    "rights/<str:code>/complaint": "behind a receipt's code: tests/institutions/notices",
    "rights/<str:code>/signed": "behind a receipt's code: tests/institutions/notices",
    "consumer/<str:code>": "behind the code of a consumer's page: tests/institutions/disputes/test_consumers.py",
    "notices/appeals/<str:number>": "of an appeal that somebody sent: tests/institutions/publication/test_figure_appeals.py",
    "panel/<str:code>": "behind a receipt's code: tests/institutions/neutral/test_by_code.py",
    "evidence/archives/<int:pk>": "of an archive of a page: tests/institutions/evidence/test_replay.py",
    "evidence/archives/<int:pk>/page": "what the frame of a replay shows: tests/journeys/test_replay.py",
    "seller/<str:code>": "behind a receipt's code: tests/institutions/notices",
    "accounts/2fa/totp/deactivate/": "of whoever has a second factor",
    "accounts/2fa/recovery-codes/": "of whoever has a second factor",
    "departments": "a part of a form, asked with a region",
    "views/<int:pk>/count": "a part of a page",
    "views/<int:pk>/<slug:what>": "takes forms only",
    "notifications/addresses/<slug:channel>": "takes forms only",
    "notifications/addresses/<slug:channel>/remove": "takes forms only",
    "notifications/addresses/<slug:channel>/trial": "takes forms only",
    "notifications/calendars/<int:pk>/<slug:what>": "takes forms only",
    "conferences/<str:number>/tasks": "of a conference that gives tasks: tests/institutions/conferences",
    "lab/experiments/<str:number>/revise": "of a draft of one's own: tests/institutions/lab",
    "kits/<int:kit_pk>/items/<int:pk>": "a file of a kit",
    "findings/<int:pk>/compared": "a part of a page",
    "kits/<int:kit_pk>/items/<int:pk>/preview": "a picture in a page: tests/institutions/evidence",
    "kits/<int:kit_pk>/items/<int:pk>/text": "of an office file that a buyer brought: tests/institutions/evidence",
    "buyer/<str:code>/signed": "a download behind a receipt's code: tests/institutions/evidence/test_receipts.py",
    "buyer/<str:code>/remarks": "behind a receipt's code: tests/institutions/evidence",
    "rights/<str:code>/evidence/<int:pk>": "a file behind a receipt's code: tests/institutions/notices/test_notices.py",
    "rights/<str:code>/attorney": "behind a receipt's code: tests/institutions/notices/test_attorney.py",
    "notices/rights/<str:number>/pictures/<str:digest>": "a picture in a page: tests/institutions/notices",
    "notices/<str:number>/additions/<int:pk>": "a file: tests/institutions/notices/test_notices.py",
    "operators/proofs/<str:number>/file": "a file: tests/institutions/operators",
    "verify/page": "a page to take along: tests/institutions/evidence/test_bundles.py",
    "files/<int:pk>/preview": "a picture in a page: tests/office/test_file_pages.py",
    "evidence/captures/<str:number>": "a demo captures nothing: tests/institutions/evidence/test_captures.py",
    "detectors/screen/<int:pk>": "a file that somebody gave: tests/institutions/monitoring/runs/test_pages.py",
    "matters/<str:number>": "the same page as its first part, to which pages lead: tests/institutions/matters",
    "files/<int:pk>": "a file: tests/office/test_file_pages.py",
    "staff/rosters/<slug:number>": "of a roster that somebody brought: tests/office/test_roster_pages.py",
    "dossiers/<str:number>/part/<slug:part>": "leads to the page of the dossier; its own of a summary case: tests/institutions/matters",
    "notices/many/drafts/<str:number>": "of a file of notices that somebody brought: tests/journeys/test_notice.py",
    "notices/many/<str:number>": "of a file of notices that somebody gave: tests/institutions/notices/test_many.py",
    "rights/<str:code>/right": "behind a receipt's code: tests/institutions/notices/test_attorney.py",
    "law/texts/<str:law>": "of a text that the node fetched itself: tests/institutions/law/test_full_text_pages.py",
    "exchange/clues/<str:number>": "of a node with neighbours: tests/journeys/test_regions.py",
    "exchange/letters/new": "of a node with neighbours: tests/journeys/test_regions.py",
    "exchange/records/<int:pk>": "of a node with neighbours: tests/journeys/test_regions.py",
    "exchange/held/<int:pk>": "of a node with neighbours: tests/journeys/test_regions.py",
    "oversight/reviews/<str:number>": "of whoever did not decide: tests/institutions/oversight",
    "lab/runs/<int:pk>": "of an experiment that has run: tests/journeys/test_policy_experiment.py",
    "buyer/<str:code>": "behind a receipt's code: tests/journeys/test_evidence_pages.py",
    "buyer/<str:code>/check": "behind a receipt's code",
    "rights/<str:code>": "behind a receipt's code: tests/journeys/test_notice.py",
}


@pytest.fixture(scope="module")
def home(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A demo's home as the environment of commands: made, with something on each desk."""
    market = tmp_path_factory.mktemp("demo") / "market"
    shutil.copytree(made_demo / "market", market)
    told = {"MINGJIAN_HOME": str(market), "MINGJIAN_LAKE": str(market / "lake"), "MINGJIAN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "mingjian.settings"}
    return own_environment(**told)


@pytest.fixture(scope="module")
def pages(home: dict[str, str]) -> dict[str, Any]:
    """Routes with accounts and addresses, and routes at which no page was found."""
    words = [sys.executable, Path(__file__).parent / "pages_of_a_demo.py"]
    done = subprocess.run(words, env=home, check=True, capture_output=True, text=True, timeout=1200)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def node(home: dict[str, str], pages: dict[str, Any]) -> Iterator[str]:
    """Serve the demo; give its address."""
    port = free_port()
    serving = subprocess.Popen([BIN / "gunicorn", "mingjian.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"], env=home)
    try:
        until = time.monotonic() + 300
        while time.monotonic() < until and serving.poll() is None:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://localhost:{port}"
    finally:
        serving.terminate()
        serving.wait(60)


def seated(browser: Browser, arguments: dict[str, Any], node: str, account: str) -> Page:
    page = browser.new_context(**arguments, base_url=node).new_page()
    page.set_default_timeout(120_000)
    if account:
        page.goto("/accounts/login/")
        page.fill("[name=login]", account)
        page.fill("[name=password]", PASSWORDS[account])
        page.click("form[action*=login] button[type=submit]")
        page.wait_for_url(lambda address: "/login" not in address)
    return page


def faults_of(page: Page, address: str, turn: int, node: str) -> list[str]:
    """Look at an address at both widths, in the language whose turn it is; give what is wrong."""
    language, checked = LANGUAGES[turn % 2], ("wide", "narrow")[turn // 2 % 2]
    speak(page, node, language)
    page.set_viewport_size(SIZES["wide"])  # type: ignore[arg-type]  # width and height
    reply = page.goto(address, wait_until="load")
    if reply is None or reply.status != 200:
        return [f"{language}: status {reply and reply.status}"]
    found = []
    for width in ("wide", "narrow"):
        page.set_viewport_size(SIZES[width])  # type: ignore[arg-type]  # as above
        until(page, DRAWN)
        found += _sideways(page, language, width)
        found += [] if holds(page, UNCUT, None) else [f"{language} {width}: something is cut at the edge of its card"]
        if width == checked:
            broken = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
            found += [f"{language} {width}: {one['id']} {one['nodes'][0]['html'][:160]}" for one in broken]
    return found


def _sideways(page: Page, language: str, width: str) -> list[str]:
    try:
        until(page, FITS, patience=30)
    except AssertionError:
        return [f"{language} {width}: {page.evaluate('document.documentElement.scrollWidth')} px wide"]
    return []


def test_every_address_of_the_node_is_a_page_that_was_found_or_none_for_a_reason(pages: dict[str, Any]) -> None:
    assert len(pages["pages"]) >= FEWEST
    assert {route: told for route, told in pages["unseen"].items() if route not in NOT_IN_A_DEMO} == {}
    assert set(NOT_IN_A_DEMO) & set(pages["pages"]) == set()


def test_no_page_has_a_fault_in_either_language_and_width(browser: Browser, browser_context_args: dict[str, Any], pages: dict[str, Any], node: str) -> None:
    seats: dict[str, Page] = {}
    faults: dict[str, list[str]] = {}
    shown = [(account, address) for kept in pages["pages"].values() for account, address in kept]
    for turn, (account, address) in enumerate(sorted(shown)):
        if account not in seats:
            seats[account] = seated(browser, browser_context_args, node, account)
        if found := faults_of(seats[account], address, turn, node):
            faults[f"{account} {address}"] = found
        log.info("%s of %s: %s %s", turn + 1, len(shown), address, found)
    for page in seats.values():
        page.context.close()
    assert faults == {}, json.dumps(faults, ensure_ascii=False, indent=1)
