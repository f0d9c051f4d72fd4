"""
Forms of documents: one YAML file each under `rulebook/documents/`, with its values, where each comes from, and its wording.

A form says in `from` where a value is looked for in a record (`steps.inform.penalty_intended`, `party.name`), the first that holds something counts;
`law:ref` is a period or sum of the rulebook on the day, `cite:ref` (several with commas) an article as papers cite it. `measures.list.last.措施` is a column of
the last row of a list. With `as: money` a sum is written in capitals and figures. What is to be written by hand is `hand`; what may be absent is `optional`.
Without what is `required` there is no document yet, and no number: a decision of penalty that names no penalty. A form that is `outward` goes to somebody
outside the office, and waits for the office's settings. Wording that several forms share, such as the block of the party, stands under `parts` of the common
file; a form takes it by `part`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, Leaf, read

COMMON = "_common.yaml"
HAND = "hand"
PAPERS_OF_MEASURES = ("measure_decision", "preservation_notice")  # whose numbers the rows of measures bear
DRAFT = "草稿，不得签发"  # on every page of a document that lacks something, or is not meant to be signed
#: What a block of the wording may be; a bare text is a paragraph.
BLOCKS = ("to", "right", "centre", "head", "grid", "rows", "if", "unless", "lines", "sign", "seal", "part")
#: How a value may be written, beside as it stands.
WAYS = ("", "money")
_COLUMN = re.compile(r"\{\{\s*项\.(\w+)")
_NAME = re.compile(r"\{\{\s*([^\W\d][\w.]*)\s*(?:\|\s*\w+\s*)?\}\}")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a form: its name in the wording, its English label, and the places of a record where it is looked for, in order."""

    name: str
    en: str
    sources: tuple[str, ...]
    is_optional: bool = False
    is_hand: bool = False
    is_required: bool = False
    way: str = ""

    @property
    def is_list(self) -> bool:
        """Return whether it is a list of things, for rows that repeat."""
        return any(source.endswith("[]") for source in self.sources)

    @property
    def label(self) -> Text:
        """Return the value as a person calls it."""
        return Text(self.name, self.en)


@dataclass(frozen=True, slots=True)
class Form:
    """
    One form: the procedures whose dossiers it belongs to, the steps after one of which it is due (none: at any time), the articles that it rests on.

    `word` is the 字 of its number (`罚告`), empty where it bears none. `dated_by` are the steps that decide what it says: it bears the day of the newest that
    was taken, and that of its making where none was. `served_by` are the steps that say when it was served. After one of `over` it is
    proposed no longer. `also` in a file names values of the common file
    that its own wording leaves to templates of offices. `is_openers`: it speaks for whoever opened the dossier, whoever holds it since, and nobody else makes
    it. `is_outward`: it is for somebody outside the office. `is_inside`: it is read inside the office alone (approvals, reviews, discussions), and bears the
    handling code of what others gave; records that a party reads and signs say nothing of who gave what. `body` are its blocks, plain data as the file has
    them, those of shared parts in their place.
    """

    key: str
    title: Text
    word: str
    procedures: tuple[str, ...]
    after: tuple[str, ...]
    ground: tuple[str, ...]
    values: Mapping[str, Value]
    body: tuple[Any, ...]
    is_openers: bool = False
    is_outward: bool = False
    is_inside: bool = False
    dated_by: tuple[str, ...] = ()
    served_by: tuple[str, ...] = ()
    over: tuple[str, ...] = ()

    @property
    def cites(self) -> frozenset[str]:
        """Return the forms whose papers it cites by number or day (`made.FORM.number`, `measures.list.last.文号`)."""
        sources = [source.split(".") for value in self.values.values() for source in value.sources]
        named = {parts[1] for parts in sources if parts[0] == "made" and len(parts) > 1}
        of_measures = any(parts[0] == "measures" and parts[-1] == "文号" for parts in sources)
        return frozenset(named | (set(PAPERS_OF_MEASURES) if of_measures else set()))

    @property
    def columns(self) -> frozenset[str]:
        """Return what the things of its lists say: the names after `项.` in its own wording."""
        return frozenset(_COLUMN.findall(str(self.body)))

    def fits(self, procedure: str) -> bool:
        """Return whether it belongs to dossiers of a procedure; a form without procedures belongs to all."""
        return not self.procedures or procedure in self.procedures

    def is_due(self, taken: frozenset[str]) -> bool:
        """Return whether one of the steps that call for it has been taken."""
        return not self.after or bool(taken & set(self.after))


@cache
def forms(folder: Path) -> Mapping[str, Form]:
    """Read every form of a folder, by key. Raises `RulebookFault` with the first fault."""
    found, faults = read_forms(folder)
    faults.raise_first()
    return found


@cache
def common_values(folder: Path) -> Mapping[str, Value]:
    """Return the values that every form of a folder may use, by name. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = _values(read(folder / COMMON, f"documents/{COMMON}", faults), "values")
    faults.raise_first()
    return found


def form_of(folder: Path, key: str) -> Form:
    """Return one form. Raises `NotFound` with the keys that there are."""
    known = forms(folder)
    if key not in known:
        there = "、".join(known)
        raise NotFound(f"没有文书格式“{key}”；现有：{there}。", f"There is no form {key!r}; there are: {', '.join(known)}.")
    return known[key]


def read_forms(folder: Path) -> tuple[dict[str, Form], Faults]:
    """Read every form of a folder, and everything that is wrong with them."""
    faults = Faults()
    shared = read(folder / COMMON, f"documents/{COMMON}", faults)
    common = _values(shared, "values")
    parts = {name: tuple(plain(item)) for name, item in (shared.branch("parts") or shared).items.items()} if shared and "parts" in shared.items else {}
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        top = read(path, f"documents/{path.name}", faults) if path.name != COMMON else None
        if top:
            found[path.stem] = _form(path.stem, top, common, parts)
    return found, faults


def _form(key: str, top: Branch, common: Mapping[str, Value], parts: Mapping[str, tuple[Any, ...]]) -> Form:
    top.only("title", "word", "procedures", "after", "dated_by", "served_by", "over", "ground", "openers", "outward", "inside", "also", "values", "body")
    own = _values(top, "values")
    body = tuple(_with_parts(plain(top.items.get("body", Leaf(top.line, []))), parts, top))
    for block in body:
        _check(block, top)
    used = set(names_in(body)) | {"文号", "日期", "机关"}
    values = {name: one for name, one in {**common, **own}.items() if name in used or name in own}
    values |= {name: replace(common[name], is_optional=True) for name in top.words("also") if name in common and name not in values}
    for name in sorted(used - set(values)):
        top.fault(f"正文用了“{name}”，但没有说明它从何而来（values）。", f"The wording uses {name!r}, but nothing says where it comes from (values).", "body")
    told = (top.words("procedures"), top.words("after"), top.words("ground"))
    days = (top.words("dated_by"), top.words("served_by"))
    flags = (top.flag("openers"), top.flag("outward"), top.flag("inside"))
    return Form(key, top.label("title"), top.word("word", ""), *told, values, body, *flags, *days, top.words("over"))


def _with_parts(blocks: Iterable[Any], parts: Mapping[str, tuple[Any, ...]], top: Branch) -> Iterator[Any]:
    """Put the blocks of shared parts in their place."""
    for block in blocks:
        if isinstance(block, Mapping) and "part" in block:
            if block["part"] not in parts:
                zh, en = f"没有公用段落“{block['part']}”；现有：", f"There is no shared part {block['part']!r}; there are: "
                top.fault(f"{zh}{'、'.join(parts)}。", f"{en}{', '.join(parts)}.", "body")
            yield from _with_parts(parts.get(str(block["part"]), ()), parts, top)
        elif isinstance(block, Mapping) and "body" in block:
            yield {**block, "body": [*_with_parts(block["body"], parts, top)]}
        else:
            yield block


def _values(top: Branch | None, name: str) -> dict[str, Value]:
    found = {}
    for called, branch in (top.branches(name) if top else {}).items():
        branch.only("en", "from", "optional", "required", "as")
        found[called] = value_in(called, branch)
    return found


def value_in(called: str, branch: Branch) -> Value:
    """Read what a file says of one value: its English label, and where it is looked for."""
    item = branch.items.get("from")
    sources = branch.words("from") if isinstance(item, Leaf) and isinstance(item.value, list) else (branch.word("from", ""),)
    kept = tuple(one for one in sources if one != HAND)
    return Value(called, branch.word("en"), kept, branch.flag("optional"), HAND in sources, branch.flag("required"), _way_in(branch))


def _way_in(branch: Branch) -> str:
    """Read how a form writes a value; a field map has ways of its own, and reads them itself."""
    return way if (way := branch.word("as", "")) in WAYS else ""


def _check(block: Any, top: Branch) -> None:
    if isinstance(block, Mapping) and not set(block) & set(BLOCKS):
        top.fault(f"没有这种段落：{'、'.join(block)}。", f"There is no block {', '.join(block)}; there are: {', '.join(BLOCKS)}.", "body")
    for inner in block.get("body", ()) if isinstance(block, Mapping) else ():
        _check(inner, top)


def plain(item: Any) -> Any:
    """Return a part of a file as plain lists, mappings and words."""
    if isinstance(item, Branch):
        return {name: plain(one) for name, one in item.items.items()}
    value = item.value if isinstance(item, Leaf) else item
    return [plain(one) for one in value] if isinstance(value, list) else value


def names_in(block: Any) -> Iterator[str]:
    """Return the names of the values that a wording uses; those of a row's own columns are none."""
    if isinstance(block, str):
        yield from (found.split(".")[0] for found in _NAME.findall(block))
    elif isinstance(block, Mapping):
        yield from (str(block[way]) for way in ("rows", "if", "unless") if way in block)
        yield from (name for way, inner in block.items() if way not in {"rows", "columns", "widths", "is"} for name in names_in(inner))
    elif isinstance(block, list | tuple):
        yield from (name for inner in block for name in names_in(inner))
