"""Reads the rulebook's YAML strictly: plain data only, every fault with file, line and cure."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml

from mingjian.core.errors import RulebookFault
from mingjian.core.language import Text

_KINDS = {yaml.ScalarNode: "tag:yaml.org,2002:str", yaml.MappingNode: "tag:yaml.org,2002:map", yaml.SequenceNode: "tag:yaml.org,2002:seq"}


class _Plain:
    """Resolves what has no tag of its own by its kind alone; PyYAML would walk its table of patterns for each word, a third of the time of reading."""

    def resolve(self, kind: type[yaml.Node], value: object, implicit: object) -> str:
        return _KINDS[kind]

    def descend_resolver(self, parent: object, index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


def _plainly(loader: type) -> type:
    return type("_Loader", (_Plain, loader), {})


_LOADER = _plainly(getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # libyaml where it is there; both only compose, neither makes objects
_LARGEST = 1 << 20  # bytes; the longest sheet is a tenth of it
_DEEPEST = 20  # levels of nesting; a sheet needs six
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUOTED = {"'", '"', "|", ">"}
_MEANT = {"true": True, "false": False, "": None, "~": None, "null": None}
#: A name of the rulebook's own in a text: words joined by low lines, or a law and an article.
_CODE = re.compile(r"(?<![\w./:@#-])(?:[a-z][a-z_]*/\d+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w@]))", re.ASCII)
_FACT = re.compile(r"\{[a-z_]+\}")  # a fact that is put in its place before anybody reads the text
_FIGURES = set("-0123456789")
_PLAIN_TAGS = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in the rulebook: where, what, and what cures it."""

    file: str
    line: int
    zh: str
    en: str

    @property
    def text(self) -> Text:
        """Return what is wrong, in both languages."""
        return Text(self.zh, self.en)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.zh} {self.en}"


@dataclass
class Faults:
    """The faults found so far. Reading goes on after a fault, so that a jurist sees all of them at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: str, line: int, zh: str, en: str) -> None:
        """Note one more fault; one that is met again, in another version that takes the same line over, is noted once."""
        fault = Fault(file, line, zh, en)
        if fault not in self.found:
            self.found.append(fault)

    def raise_first(self) -> None:
        """Raise `RulebookFault` with the first fault, and how many more there are."""
        if not self.found:
            return
        first, more = min(self.found), len(self.found) - 1
        zh, en = (f"（另有 {more} 处，用 mingjian law check 查看全部。）", f" ({more} more: see `mingjian law check`.)") if more else ("", "")
        raise RulebookFault(f"{first.file} 第 {first.line} 行：{first.zh}{zh}", f"{first.file}, line {first.line}: {first.en}{en}")


Scalar = str | int | bool | date | None


@dataclass(slots=True)
class Leaf:
    """A scalar or a list of leaves and branches, with its line."""

    line: int
    value: "Scalar | list[Leaf | Branch]"


@dataclass(slots=True)
class Branch:
    """
    A mapping of a file. Its questions give a value of the kind asked for, or note a fault and give a harmless one.

    `files` names the file of each key that stands in another: of a version that takes keys over from an earlier one.
    """

    file: str
    line: int
    items: "dict[str, Leaf | Branch]"
    faults: Faults
    files: "dict[str, str]" = field(default_factory=dict)

    def line_of(self, name: str) -> int:
        """Return the line of a key, or of the mapping where it has none."""
        return self.items[name].line if name in self.items else self.line

    def file_of(self, name: str) -> str:
        """Return the file in which a key is written."""
        item = self.items.get(name)
        return item.file if isinstance(item, Branch) else self.files.get(name, self.file)

    def fault(self, zh: str, en: str, at: str | None = None) -> None:
        """Note a fault of this mapping, or of one of its keys."""
        self.faults.add(self.file_of(at or ""), self.line_of(at or ""), zh, en)

    def only(self, *names: str) -> None:
        """Refuse keys that nobody reads: a misspelt key would otherwise be a rule that silently does not hold."""
        for name in self.items:
            if name not in names:
                self.fault(f"没有“{name}”这个键；此处可用：{'、'.join(names)}。", f"There is no key {name!r} here; there are: {', '.join(names)}.", name)

    def text(self, name: str, optional: bool = False) -> Text | None:
        """Read `{zh: …, en: …}`; both are required."""
        item = self.items.get(name)
        if item is None and optional:
            return None
        if isinstance(item, Branch) and len(item.items) == 2:
            zh, en = (leaf.value if isinstance(leaf, Leaf) else None for leaf in (item.items.get("zh"), item.items.get("en")))
            if isinstance(zh, str) and isinstance(en, str) and zh.strip() and en.strip():
                self._refuse_codes(name, zh, en)
                return Text(zh, en)
        self.fault(f"“{name}”须有中英两种文字，写作 {{zh: …, en: …}}。", f"{name!r} needs both languages: write {{zh: …, en: …}}.", name)
        return None

    def _refuse_codes(self, name: str, *texts: str) -> None:
        """Note a code of the rulebook in a text: it is read by people, to whom `platform_records` or `apl/29` says nothing."""
        if codes := [code for text in texts for code in _CODE.findall(_FACT.sub("", text))]:
            zh = f"“{name}”是给人看的文字，不能写代码“{codes[0]}”；请写它的名称。"
            self.fault(zh, f"{name!r} is read by people, and holds the code {codes[0]!r}: write what it is called.", name)

    def label(self, name: str) -> Text:
        """Read a required text; a missing one is noted and stands as its own name."""
        return self.text(name) or Text(name, name)

    def texts(self, name: str) -> tuple[Text, ...]:
        """Read a list of texts; none where the key is absent."""
        found = []
        for i, item in enumerate(self._list(name)):
            one = Branch(self.file, item.line, {f"{name} {i + 1}": item}, self.faults).text(f"{name} {i + 1}")
            found += [one] if one else []
        return tuple(found)

    def word(self, name: str, default: str | None = None) -> str:
        """Read a word or sentence; required unless there is a default. After a fault it is empty."""
        return self._scalar(name, str, "文字", "text", default) or ""

    def whole(self, name: str, default: int | None = None) -> int | None:
        """Read a whole number, or none."""
        return self._scalar(name, int, "整数", "a whole number", default) if name in self.items else default

    def day(self, name: str, default: date | None = None) -> date | None:
        """Read a day written YYYY-MM-DD, or none."""
        return self._scalar(name, date, "日期（写作 2026-04-15）", "a day (written 2026-04-15)", default) if name in self.items else default

    def flag(self, name: str, default: bool = False) -> bool:
        """Read true or false."""
        return self._scalar(name, bool, "true 或 false", "true or false", default) if name in self.items else default

    def words(self, name: str) -> tuple[str, ...]:
        """Read a list of words; none where the key is absent."""
        if name not in self.items:
            return ()
        words = [leaf.value if isinstance(leaf, Leaf) else None for leaf in self._list(name)]
        if all(type(word) in (str, int) for word in words):
            return tuple(map(str, words))
        self.fault(f"“{name}”须是词的列表，写作 [甲, 乙]。", f"{name!r} must be a list of words: write [a, b].", name)
        return ()

    def days(self, name: str) -> tuple[date, ...]:
        """Read a list of days; none where the key is absent."""
        found = [leaf.value for leaf in self._list(name) if isinstance(leaf, Leaf) and isinstance(leaf.value, date)]
        if len(found) < len(self._list(name)):
            self.fault(f"“{name}”须是日期的列表。", f"{name!r} must be a list of days.", name)
        return tuple(found)

    def branch(self, name: str) -> "Branch | None":
        """Read a mapping, or none where the key is absent."""
        item = self.items.get(name)
        if item is None or isinstance(item, Branch):
            return item
        self.fault(f"“{name}”须是映射（名称: 内容）。", f"{name!r} must be a mapping.", name)
        return None

    def branches(self, name: str) -> "dict[str, Branch]":
        """Read a mapping of mappings; none where the key is absent."""
        within = self.branch(name)
        return {key: item for key in within.items if (item := within.branch(key))} if within else {}

    def list_of_branches(self, name: str) -> "list[Branch]":
        """Read a list of mappings; none where the key is absent."""
        found = [item for item in self._list(name) if isinstance(item, Branch)]
        if len(found) < len(self._list(name)):
            self.fault(f"“{name}”须是映射的列表。", f"{name!r} must be a list of mappings.", name)
        return found

    def _list(self, name: str) -> "list[Leaf | Branch]":
        item = self.items.get(name)
        if item is None:
            return []
        if isinstance(item, Leaf) and isinstance(item.value, list):
            return item.value
        self.fault(f"“{name}”须是列表。", f"{name!r} must be a list.", name)
        return []

    def _scalar(self, name: str, kind: type[T], zh: str, en: str, default: T | None) -> T:
        item = self.items.get(name)
        if isinstance(item, Leaf) and type(item.value) is kind:
            return item.value
        if item is not None or not isinstance(default, kind):
            self.fault(f"“{name}”须是{zh}。", f"{name!r} must be {en}.", name)
        return default  # type: ignore[return-value]  # after a fault nothing is built from it


def read(path: Path, shown_as: str, faults: Faults) -> Branch | None:
    """
    Read one YAML file whose top is a mapping, or note what is wrong and give none.

    Only plain data is taken: no tags, aliases, merges, duplicate keys, deep nesting or files over 1 MiB. Words like `on`, `no` and `1.20` stay words.
    """
    try:
        raw = path.read_bytes()
        if len(raw) > _LARGEST:
            raise _Refused(1, "文件超过 1 MiB；请拆分。", "The file is larger than 1 MiB; split it.")
        node = yaml.compose(raw.decode("utf-8-sig"), Loader=_LOADER)
        if not isinstance(node, yaml.MappingNode):
            raise _Refused(1, "文件顶层须是映射（名称: 内容）。", "The top of the file must be a mapping.")
        top = _plain(node, shown_as, faults, set(), 0)
    except _Refused as refused:
        faults.add(shown_as, refused.line, refused.zh, refused.en)
        return None
    except UnicodeDecodeError:
        faults.add(shown_as, 1, "文件不是 UTF-8；请另存为 UTF-8。", "The file is not UTF-8; save it as UTF-8.")
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(
            shown_as,
            line,
            f"不是合法的 YAML：{error.problem}。请检查缩进、冒号与引号。",
            f"Not valid YAML: {error.problem}. Check indentation, colons and quotes.",
        )
        return None
    except (yaml.YAMLError, RecursionError) as error:
        faults.add(shown_as, 1, "不是合法的 YAML，或嵌套过深。", f"Not valid YAML, or nested too deeply ({type(error).__name__}).")
        return None
    return top if isinstance(top, Branch) else None


class _Refused(Exception):
    """A construct of YAML that the rulebook does not take."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        self.line, self.zh, self.en = line, zh, en
        super().__init__(en)


def _plain(node: yaml.Node, file: str, faults: Faults, seen: set[int], depth: int) -> Leaf | Branch:
    line = node.start_mark.line + 1
    if id(node) in seen or depth > _DEEPEST:
        raise _Refused(line, "不接受别名（&、*）与过深的嵌套；请写全。", "Aliases (&, *) and deep nesting are not taken; write it out.")
    if node.tag not in _PLAIN_TAGS:
        raise _Refused(line, f"不接受标签 {node.tag}；请写普通文字。", f"Tags are not taken ({node.tag}); write plain text.")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return Leaf(line, node.value if node.style in _QUOTED else _scalar(node.value, line))
    if isinstance(node, yaml.MappingNode):
        return Branch(file, line, _items(node, file, faults, seen, depth + 1), faults)
    return Leaf(line, [_plain(child, file, faults, seen, depth + 1) for child in node.value])


def _items(node: yaml.MappingNode, file: str, faults: Faults, seen: set[int], depth: int) -> dict[str, Leaf | Branch]:
    items: dict[str, Leaf | Branch] = {}
    for key, value in node.value:
        name = key.value
        if not isinstance(key, yaml.ScalarNode) or id(key) in seen or name == "<<":
            raise _Refused(key.start_mark.line + 1, "键须是普通的词，不能是别名或合并（<<）。", "A key must be a plain word, not an alias or a merge (<<).")
        if name in items:
            raise _Refused(key.start_mark.line + 1, f"键“{name}”写了两次；请删去其一。", f"The key {name!r} stands twice; remove one.")
        seen.add(id(key))
        items[name] = _plain(value, file, faults, seen, depth)
    return items


def _scalar(text: str, line: int) -> Scalar:
    if text in _MEANT:
        return _MEANT[text]
    if text[0] not in _FIGURES:
        return text
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _Refused(line, f"没有 {text} 这一天。", f"There is no day {text}.") from None
    return int(text) if _WHOLE.fullmatch(text) else text
