"""Whatever the console says in English it says in Chinese too, in the catalogue of whoever says it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext, trim_whitespace
from house.trees import nodes_of

import mingjian
from mingjian.office.models import Department

HOUSE = Path(mingjian.__file__).parent
#: The office, whose words all may say, and each institution that has words of its own.
APPS = ("office", *(name.removeprefix("mingjian.").replace(".", "/") for name in settings.INSTITUTIONS))
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
NAMES = {"_", "gettext", "gettext_lazy", "ngettext"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
TRANSLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')(?:\s+context\s+(?:"([^"]+)"|'([^']+)'))?""")
BLOCK = re.compile(r"\{%\s*blocktranslate\b([^%]*)%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")
#: Labels of one word that several institutions say, and that mean one thing wherever they stand, in Chinese too: each was read side by side where it stands.
#: Whatever joins them takes a context.
_ONE_MEANING = (
    "Address All Buyer Cancel Circumstances Columns Courier Department Dossiers Draft Evidence Figure File Files Findings Goods Keep Kind Listing",
    "Name New Note Number Opened Operator Order Parcel Party Platform Procedure Reason Refused Register Revise Row Rows Run Search Shop Show Source Sources",
    "State Status Tasks Telephone Title Value Version Why Written no yes",
)
ONE_MEANING = frozenset(word for line in _ONE_MEANING for word in line.split())
PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Phrase(NamedTuple):
    """What the console says in English, and the context that tells it from the same word elsewhere ("" where none does)."""

    text: str
    context: str = ""


def said_in_templates(folder: Path) -> Iterator[Phrase]:
    for template in folder.rglob("*.html"):
        text = template.read_text()
        yield from (Phrase(double or single, of or other) for double, single, of, other in TRANSLATE.findall(text))
        yield from (Phrase(PLACE.sub(r"%(\1)s", trim_whitespace(part) if "trimmed" in how else part)) for how, part in blocks(text))


def blocks(text: str) -> Iterator[tuple[str, str]]:
    for how, block in BLOCK.findall(text):
        yield how, PLURAL.split(block)[0]


def said_in_code(modules: Iterator[Path]) -> Iterator[Phrase]:
    for module in modules:
        for node in nodes_of(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES | IN_CONTEXT and node.args:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if node.func.id in IN_CONTEXT and len(texts) > 1:
                    yield Phrase(texts[1], texts[0])
                elif node.func.id in NAMES and texts:
                    yield Phrase(texts[0])


@cache
def said_by(app: str) -> frozenset[Phrase]:
    """Return what an app says; what stands outside of the institutions counts as the office's."""
    folder = HOUSE / app
    modules = (one for one in HOUSE.rglob("*.py") if "institutions" not in one.relative_to(HOUSE).parts) if app == "office" else folder.rglob("*.py")
    return frozenset((*said_in_templates(folder), *said_in_code(modules)))


@cache
def entries(app: str) -> tuple[Message, ...]:
    place = HOUSE / app / CATALOGUE
    if not place.exists():
        return ()
    with place.open("rb") as file:
        return tuple(entry for entry in read_po(file) if entry.id)


def phrase_of(entry: Message) -> Phrase:
    return Phrase(entry.id if isinstance(entry.id, str) else entry.id[0], entry.context or "")


def told_by(entry: Message) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)


def known(app: str) -> set[Phrase]:
    return {phrase_of(entry) for entry in entries(app) if all(told_by(entry)) and not entry.fuzzy}


@pytest.mark.parametrize("app", APPS)
def test_every_phrase_has_its_chinese_in_the_catalogue_of_whoever_says_it_or_in_the_offices(app: str) -> None:
    untranslated = sorted(said_by(app) - known(app) - known("office"))
    assert not untranslated, (
        f"{untranslated}: add these to locale/zh_Hans/LC_MESSAGES/django.po of the app (or of office, where two say them), and run `make words`"
    )


@pytest.mark.parametrize("app", APPS)
def test_no_chinese_is_kept_for_what_nobody_says(app: str) -> None:
    said = set().union(*map(said_by, APPS)) if app == "office" else said_by(app)
    beside = {phrase_of(entry) for entry in entries(app) if "of a library, or said by name" in entry.auto_comments}
    unsaid = sorted(set(map(phrase_of, entries(app))) - said - beside)
    assert not unsaid, f"{unsaid}: take these out of the app's django.po, or note `#. of a library, or said by name` above them"


NUMBERED = re.compile(r"%\((\w+)\)\.?\d*[dfi]")
NAMED = re.compile(r"%\((\w+)\)")


@pytest.mark.parametrize("app", APPS)
def test_every_translation_takes_the_values_that_its_phrase_has(app: str) -> None:
    """A per cent sign by itself lets Django fall back to English without a word: one beside placeholders is written twice."""
    broken = []
    for entry in entries(app):
        names = {name for text in told_by(entry) for name in NAMED.findall(text)} | {
            name for text in (entry.id if isinstance(entry.id, tuple) else (entry.id,)) for name in NAMED.findall(text)
        }
        if not names:
            continue
        values = dict.fromkeys(names, "x") | {name: 1 for text in (*told_by(entry), str(entry.id)) for name in NUMBERED.findall(text)}
        for text in told_by(entry):
            try:
                text % values
            except (KeyError, ValueError, TypeError) as fault:
                broken.append((text[:60], str(fault)))
    assert not broken, f"{broken}: write a per cent sign as %% beside placeholders, and name no value that the phrase has not"


def test_one_phrase_stands_in_one_catalogue_and_what_two_institutions_say_in_the_offices() -> None:
    places = Counter(phrase_of(entry) for app in APPS for entry in entries(app))
    twice = [phrase for phrase, times in places.items() if times > 1]
    assert not twice, f"{twice}: keep each of these in one catalogue: the app's, or the office's where two institutions say it"
    sayers = Counter(phrase for app in APPS if app != "office" for phrase in said_by(app))
    own = {phrase_of(entry) for app in APPS if app != "office" for entry in entries(app)}
    shared = sorted(phrase for phrase in own if sayers[phrase] > 1 or phrase in said_by("office"))
    assert not shared, f"{shared}: move these into office/locale, since two institutions or the office say them"


def test_a_label_of_one_word_that_two_institutions_say_has_a_context_or_is_known_to_mean_one_thing() -> None:
    sayers = Counter(phrase.text for app in APPS if app != "office" for phrase in said_by(app) if phrase.text.isalpha() and not phrase.context)
    differing = {word for word, times in sayers.items() if times > 1} ^ ONE_MEANING
    assert not differing, (
        f"{differing}: write a context ({{% translate … context … %}}) where the word means something else; where it means the same, add it to _ONE_MEANING "
        "here; take out of _ONE_MEANING what two institutions say no more"
    )


def test_there_is_no_catalogue_but_those_of_the_apps() -> None:
    expected = {HOUSE / app / CATALOGUE for app in APPS}
    beside = sorted(set(HOUSE.rglob("*.po")) - expected)
    assert not beside, f"{beside}: move these into locale/zh_Hans/LC_MESSAGES/django.po of an app"


@pytest.mark.parametrize("app", APPS)
def test_django_says_what_the_catalogue_says_and_no_librarys_word_instead(app: str) -> None:
    with translation.override("zh-hans"):
        plain = [(phrase_of(entry), told_by(entry)[0]) for entry in entries(app) if isinstance(entry.id, str)]
        spoken = {phrase: pgettext(phrase.context, phrase.text) if phrase.context else gettext(phrase.text) for phrase, _ in plain}
    overruled = [(phrase, told, spoken[phrase]) for phrase, told in plain if spoken[phrase] != told]
    assert not overruled, f"{overruled}: run `make words`; where it stays so, a library says the same word: give yours a context"


@pytest.mark.parametrize("app", APPS)
def test_a_translation_keeps_every_place_to_be_filled(app: str) -> None:
    for entry in entries(app):
        asked = entry.id if isinstance(entry.id, str) else entry.id[-1]
        for told in filter(None, told_by(entry)):
            assert set(re.findall(r"%\(\w+\)[sd]|%d", told)) == set(re.findall(r"%\(\w+\)[sd]|%d", asked)), (
                f"make the places to be filled in the Chinese of {asked!r} those of the English, in django.po"
            )


def test_the_state_of_a_dossier_and_the_state_as_a_level_of_government_are_two_words() -> None:
    with translation.override("zh-hans"):
        assert str(Department.Level.STATE.label) == "国家级", "run `make words`, and see that the level STATE is 国家级 in office/locale"
        assert gettext("State") == "状态", "run `make words`, and see that State without a context is 状态 in office/locale"
