"""Docs for users stand in Chinese first and English beside, are pages of the console, and name what the console has."""

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.urls import URLResolver, get_resolver
from django.utils.html import escape

import mingjian
from mingjian.office.help.places import SHELVES, help_for, shelves
from mingjian.office.help.reader import CHINESE, ENGLISH, TUTORIAL, names, page
from mingjian.office.institution import institutions, portal_at

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs/tutorial.md", *sorted((ROOT / "docs/howto").glob("*.md"))]
HAN = re.compile(r"[\u4e00-\u9fff]")
FENCE = re.compile(r"```.*?```", re.DOTALL)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_whole_in_chinese_and_then_in_english(path: Path) -> None:
    written = path.read_text("utf-8")
    title, _, rest = written.partition("\n")
    assert re.fullmatch(r"# .*[\u4e00-\u9fff].* · [ -~]+", title), f"write the first line of {path.name} as `# 中文 · English`: {title}"
    outside = FENCE.sub("", rest)
    assert re.findall(r"^#{1,2} .*$", outside, re.MULTILINE) == [CHINESE.strip(), ENGLISH.strip()], (
        "write a page as `## 中文` and then `## English`, with no other heading of the first two levels"
    )
    before, chinese, english = re.split(r"^## .*$", outside, flags=re.MULTILINE)
    assert before.strip() == "", "let nothing stand between the title and `## 中文`"
    assert len(HAN.findall(chinese)) >= 100, f"write the Chinese half of {path.name} in full"
    assert len(re.findall(r"[a-z]{3,}", english)) >= 50, f"write the English half of {path.name} in full"
    assert len(HAN.findall(english)) < len(english) / 4, f"move the Chinese sentences of {path.name} out of its English half"


def test_every_page_is_drawn_in_both_languages_and_leads_to_pages_only() -> None:
    for name in names():
        told = page(name)
        assert told.title.zh, f"give docs page {name} a title in Chinese"
        assert told.title.en, f"give docs page {name} a title in English"
        for body in (told.body.zh, told.body.en):
            assert body.startswith("<"), f"begin docs page {name} with a paragraph or a heading"
            assert "<script" not in body, f"take the script out of docs page {name}"
            assert set(re.findall(r'href="([^"]*)"', body)) <= {f"/help/{other}" for other in names()} | set(re.findall(r'href="(http[^"]*)"', body)), (
                f"docs page {name} links to something that is no page of the console: link to a page of docs/howto or write the name in words"
            )
            assert not re.findall(r'href="http', body), f"docs page {name} links out of the console: the node may have no internet; write the name in words"


def test_the_index_has_every_page_once() -> None:
    told = [name for _, shelf in shelves() for name in shelf]
    assert sorted(told) == sorted(names()), f"put each page of docs/howto on one shelf in office/help/places.py: {set(told) ^ set(names())}"
    assert [len(shelf) > 0 for _, shelf in SHELVES] == [True] * len(SHELVES), "add a page to each shelf in office/help/places.py, or take the empty shelf out"


def test_what_a_plate_names_as_help_is_there() -> None:
    assert {name for one in institutions() for name in one.helps.values()} <= set(names()), (
        f"name pages of docs/howto in `helps` of apps.py: { ({name for one in institutions() for name in one.helps.values()} - set(names())) }"
    )
    for one in institutions():
        mine = {pattern.name for pattern in patterns(get_resolver().url_patterns) if pattern.callback.__module__.startswith(f"{one.name}.")}
        assert set(one.helps) - {""} <= mine, f"name addresses of {one.label} (or the empty name) in `helps` of its apps.py: {set(one.helps) - {''} - mine}"


def patterns(found: list[Any]) -> list[Any]:
    return [one for part in found for one in (patterns(part.url_patterns) if isinstance(part, URLResolver) else [part])]


class At:
    """An address as Django resolved it."""

    def __init__(self, pattern: Any) -> None:
        self.func, self.url_name, self.view_name, self.namespace = pattern.callback, pattern.name, pattern.name or "", ""


def test_every_institution_with_pages_has_help_of_its_own() -> None:
    without = set()
    for pattern in patterns(get_resolver().url_patterns):
        module = pattern.callback.__module__
        owner = next((one.label for one in institutions() if module.startswith(f"{one.name}.pages") or (f"{one.name}." in module and ".pages" in module)), None)
        if owner and help_for(At(pattern)) == TUTORIAL:  # type: ignore[arg-type]
            without.add(owner)
    assert not without, f"add `helps` (a page of docs/howto under the empty name) to apps.py of: {', '.join(sorted(without))}"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/buyer", "/rights", "/published"])
def test_a_public_portal_says_what_to_do_first_in_both_languages(client: Any, path: str) -> None:
    portal = portal_at(path)
    assert portal is not None, f"add a Portal with the prefix {path} to `portals` of apps.py"
    assert len(portal.first) >= 4, f"say in `first` of the Portal of {path} in four sentences or more what to do first"
    for language in ("zh-hans", "en"):
        page = client.get(path, headers={"accept-language": language}).content.decode()
        assert all(escape(one.in_language(language)) in page for one in portal.first), (
            f"let the page {path} draw `first` of its Portal (office/frame.html) in {language}"
        )
        assert 'href="/help' not in page, f"take the link to /help out of {path}: that is for whoever signs in"  # that is for whoever signs in
    assert portal_at("/buyers") is None, "match the prefix of a Portal as a whole word: mend `portal_at` in office/institution.py"


def phrases() -> set[str]:
    """Return every Chinese phrase that a page can show: catalogues, rulebook, manifests."""
    told: set[str] = set()
    for path in Path(mingjian.__file__).parent.rglob("*.po"):
        with path.open("rb") as file:
            for entry in read_po(file):
                told |= set(entry.string if isinstance(entry.string, tuple) else (str(entry.string),))
    for path in Path(mingjian.__file__).parent.rglob("*.yaml"):
        told |= set(re.findall(r"zh: *[\"']?([^,}\"'\n]+)", path.read_text("utf-8")))
    for path in Path(mingjian.__file__).parent.rglob("*.py"):
        told |= set(re.findall(r"Text\(\s*\"([^\"]+)\"", path.read_text("utf-8")))
    return {one.strip() for one in told if HAN.search(one)}


def test_buttons_and_headings_that_the_tutorial_names_are_those_of_the_console() -> None:
    chinese = FENCE.sub("", (ROOT / "docs/tutorial.md").read_text("utf-8").partition(ENGLISH)[0])
    bold = set(re.findall(r"\*\*([^*]+)\*\*", chinese)) | set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", chinese))
    known = phrases()
    named = {part.strip() for one in bold for part in ([one] if one in known else re.split(r"→|：", one)) if HAN.search(part)}
    assert named, "the tutorial names no button: write their words in bold as the console has them"
    unknown = sorted(named - known)
    assert not unknown, f"{unknown}: correct docs/tutorial.md: write the buttons and headings in bold as the console has them"
