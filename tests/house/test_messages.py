"""Whatever the console says in English it says in Chinese too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext

import mingjian
from mingjian.office.models import Department

HOUSE = Path(mingjian.__file__).parent
CATALOGUE = HOUSE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
NAMES = {"_", "gettext", "gettext_lazy", "ngettext"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
TRANSLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')(?:\s+context\s+"([^"]+)")?""")
BLOCK = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")
PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def said_in_templates() -> Iterator[str]:
    for template in HOUSE.rglob("*.html"):
        text = template.read_text()
        yield from (double or single for double, single, _context in TRANSLATE.findall(text))
        for block in BLOCK.findall(text):
            yield PLACE.sub(r"%(\1)s", PLURAL.split(block)[0])


def said_in_code() -> Iterator[str]:
    for module in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES | IN_CONTEXT and node.args:
                first = node.args[node.func.id in IN_CONTEXT]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def entries() -> list[Message]:
    with CATALOGUE.open("rb") as file:
        return [entry for entry in read_po(file) if entry.id]


def said_by(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def told_by(entry: Message) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)


def test_every_phrase_of_the_console_has_its_chinese() -> None:
    known = {said_by(entry) for entry in entries() if all(told_by(entry)) and not entry.fuzzy}
    said = {*said_in_templates(), *said_in_code()}
    assert len(said) > 200
    assert sorted(said - known) == []


def test_no_chinese_is_kept_for_what_nobody_says() -> None:
    said = {*said_in_templates(), *said_in_code()}
    beside = {said_by(entry) for entry in entries() if "of a library, or said by name" in entry.auto_comments}
    assert sorted({said_by(entry) for entry in entries()} - said - beside) == []


def test_a_translation_keeps_every_place_to_be_filled() -> None:
    for entry in entries():
        asked = entry.id if isinstance(entry.id, str) else entry.id[-1]
        for told in filter(None, told_by(entry)):
            assert set(re.findall(r"%\(\w+\)[sd]|%d", told)) == set(re.findall(r"%\(\w+\)[sd]|%d", asked)), asked


def test_the_state_of_a_dossier_and_the_state_as_a_level_of_government_are_two_words() -> None:
    with translation.override("zh-hans"):
        assert str(Department.Level.STATE.label) == "国家级"
        assert gettext("State") == "状态"
