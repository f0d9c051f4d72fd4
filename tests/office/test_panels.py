"""Panels: what one institution shows on the page of another's thing, or on a dossier of any procedure."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.utils.timezone import now
from people import browser

from mingjian.office import panels
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import HEAD, MAIN, SIDE, TOP, Panel, Panels, asked_once, panels_of

pytestmark = pytest.mark.django_db
Show = Callable[[object, Officer, datetime], object]


def said(text: str, order: int = 50, place: str = SIDE) -> Panel:
    """A panel of a template that only needs a text."""
    return Panel("office/long.html", {"whole": text}, order, place)


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let institutions show what these functions give."""

    def these(*functions: Show) -> None:
        monkeypatch.setattr(panels, "parts", lambda what: iter(functions) if what == "panels" else iter(()))

    return these


def assistance(by: Officer) -> Dossier:
    return open_any(Request("assistance", "核实经营地", papers={"questions": "有无人经营"}), by=by, at=now())


def test_each_function_is_asked_of_each_thing_and_gives_one_panel_several_or_none(who: dict[str, Officer], show: Callable[..., None]) -> None:
    def several(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
        if thing == "kit":
            yield said("b", 20)
            yield said("a", 10)

    show(several, lambda thing, officer, at: said(f"{thing} {officer.username}", 15), lambda thing, officer, at: None)
    panels = panels_of("kit", who["li"], now(), "dossier")
    assert [one.context["whole"] for one in panels[SIDE]] == ["a", "kit li", "dossier li", "b"]
    assert panels[MAIN] == []


def test_scripts_and_styles_that_several_need_are_loaded_once() -> None:
    panels = Panels([Panel("x", scripts=("a.js", "b.js")), Panel("y", scripts=("b.js",), styles=("a.css",), order=10)])
    assert (panels.scripts, panels.styles) == (["b.js", "a.js"], ["a.css"])


def test_the_common_page_of_any_procedure_draws_what_hangs_on_its_dossier_in_place_and_order(who: dict[str, Officer], show: Callable[..., None]) -> None:
    def on_dossier(thing: object, officer: Officer, at: datetime) -> Iterator[Panel]:
        if isinstance(thing, Dossier):
            yield from (said(f"panel-{place}-{order}", order, place) for place in (HEAD, TOP, MAIN, SIDE) for order in (60, 40))

    show(on_dossier)
    dossier = assistance(who["li"])
    told = browser(who["li"]).get(f"/dossiers/{dossier.number}").content.decode()
    places = [told.index(f"panel-{place}-{order}") for place in (HEAD, TOP, MAIN, SIDE) for order in (40, 60)]
    assert places == sorted(places)
    assert places[3] < told.index('aria-labelledby="standing"') < places[4] < told.index('aria-labelledby="history"') < places[6]


def test_a_panel_is_escaped_and_sees_nothing_of_the_page_but_what_it_brought(who: dict[str, Officer], show: Callable[..., None]) -> None:
    show(lambda thing, officer, at: [said("<script>alert(1)</script>"), Panel("office/dossier/steps.html")])
    told = browser(who["li"]).get(f"/dossiers/{assistance(who['li']).number}").content.decode()
    assert "&lt;script&gt;alert(1)" in told
    assert "<script>alert(1)" not in told
    own, panels = told.split('aria-labelledby="steps"')[1:]
    assert 'class="step"' in own
    assert 'class="step"' not in panels


def test_what_several_panels_ask_of_the_same_rows_is_asked_once_a_page_and_never_kept(who: dict[str, Officer], show: Callable[..., None]) -> None:
    asked: list[tuple[str, str]] = []

    @asked_once
    def roles(officer: Officer, thing: str) -> int:
        asked.append((officer.username, thing))
        return len(asked)

    show(*[lambda thing, officer, at: said(str(roles(officer, str(thing))))] * 3)
    assert [one.context["whole"] for one in panels_of("kit", who["li"], now(), "clue")[SIDE]] == ["1", "1", "1", "2", "2", "2"]
    assert [one.context["whole"] for one in panels_of("kit", who["wang"], now())[SIDE]] == ["3", "3", "3"]
    assert [roles(who["wang"], "kit"), roles(who["wang"], "kit")] == [4, 5]  # apart from a page it is asked each time


def test_what_was_asked_is_forgotten_where_a_panel_breaks(who: dict[str, Officer], show: Callable[..., None]) -> None:
    asked: list[str] = []

    @asked_once
    def name(officer: Officer) -> str:
        asked.append(officer.username)
        raise ValueError

    show(lambda thing, officer, at: name(officer))
    for _ in range(2):
        with pytest.raises(ValueError):  # noqa: PT011 - only that it goes through
            panels_of("kit", who["li"], now())
    assert asked == ["li", "li"]
