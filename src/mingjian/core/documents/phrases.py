"""
Draft a narrative from facts: sentences with slots, of which only those are written whose every slot is known. Offices keep sentences of their own with the
same slots (`office.documents.phrases`).

The sentences stand in `rulebook/drafting/`, where lawyers can reword them. No language model is used: what a draft says, a record says.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

import mingjian
from mingjian.core.errors import BadInput, RulebookFault

FOLDER = Path(mingjian.__file__).parent / "rulebook" / "drafting"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SLOT = re.compile(r"【([^【】]+)】")
_BRACKETS = re.compile(r"[【】]")
_HEAD = "# "


def draft(name: str, block: str, facts: Mapping[str, str]) -> str:
    """Return a block of `drafting/<name>.yaml` as text, a line a paragraph, without sentences that lack a fact and headings that nothing follows."""
    lines: list[str] = []
    heading = ""
    for sentences in _blocks(name)[block]:
        if sentences[0][0].startswith(_HEAD):
            heading = sentences[0][0].removeprefix(_HEAD)
            continue
        paragraph = "".join(_filled(_first(wordings, facts), facts) for wordings in sentences)
        if paragraph:
            lines += [heading, paragraph] if heading else [paragraph]
            heading = ""
    return "\n".join(lines)


def slots_of(text: str) -> tuple[str, ...]:
    """Return the names of the facts that a text asks for, each once, in their order. Raises `BadInput` where a bracket of a slot stands alone."""
    if _BRACKETS.search(_SLOT.sub("", text)):
        raise BadInput("“【】”只用于写入卷宗中的事实，须成对使用，中间写事实的名称，例如【当事人】。", "【】 holds the name of one fact, such as 【当事人】.")
    return tuple(dict.fromkeys(slot.strip() for slot in _SLOT.findall(text)))


def with_facts(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with its slots filled, in one pass: what a fact says is never read for slots itself."""
    return _SLOT.sub(lambda slot: facts[slot[1].strip()].strip(), text)


def _first(wordings: tuple[str, ...], facts: Mapping[str, str]) -> str:
    """Return the first of several wordings of a sentence that can be written; nothing where none can."""
    return next((one for one in wordings if all(facts.get(slot, "").strip() for slot in _SLOT.findall(one))), "")


def _filled(sentence: str, facts: Mapping[str, str]) -> str:
    """Fill the slots; a fact that is a sentence itself brings its own full stop."""
    if not sentence:
        return ""
    text = _SLOT.sub(lambda slot: facts[slot[1]].strip(), sentence)
    return re.sub(r"。+", "。", text) if text.endswith(("。", "：")) else f"{text}。" if _is_sentence(text) else text


def _is_sentence(text: str) -> bool:
    return "\n" not in text and not text.endswith(("；", "？", "！", "”"))


@cache
def _blocks(name: str) -> Mapping[str, tuple[tuple[tuple[str, ...], ...], ...]]:
    """Return the paragraphs of each block: sentences, each in one or several wordings."""
    path = FOLDER / f"{name}.yaml"
    try:
        top = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - both loaders are safe ones
        return {block: tuple(tuple(_wordings(one) for one in sentences) for sentences in paragraphs) for block, paragraphs in top.items()}
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise RulebookFault(f"drafting/{name}.yaml 读不出来：{error}", f"drafting/{name}.yaml cannot be read: {error}") from None


def _wordings(sentence: str | list[str]) -> tuple[str, ...]:
    return tuple(sentence) if isinstance(sentence, list) else (sentence,)
