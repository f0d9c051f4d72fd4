"""
Draws the versions of a procedure that are written as what changed.

A later version says `follows: <day of an earlier version>` and only what differs: whole keys of the sheet, and of `states`, `steps` and `deadlines` whole
entries by name. `null` takes a key or an entry away. A new entry stands after the one written above it, or after the one that its own `after` names.
What is drawn reads as a whole sheet, and each entry keeps the file and line where it is written.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from mingjian.core.law.reader import Branch, Faults, Leaf, Scalar, read

_BY_NAME = ("states", "steps", "deadlines")
_HEAD = ("title", "in_force")  # what a file begins with
_OWN = ("in_force", "follows")  # what a version never takes over from the one it follows


def read_versions(folder: Path, shown_as: str, faults: Faults) -> dict[str, Branch]:
    """
    Return every version of one procedure as a whole sheet, by its file name without the ending, oldest first.

    A version whose predecessor is missing is noted as a fault and left out.
    """
    drawn: dict[str, Branch] = {}
    unread = set[str]()
    for path in sorted(folder.glob("*.yaml")):
        top = read(path, f"{shown_as}/{path.name}", faults)
        if top is not None and "follows" in top.items:
            top = _follow(top, path.stem, drawn, unread)
        if top is None:
            unread.add(path.stem)
        else:
            drawn[path.stem] = top
    return drawn


def _follow(top: Branch, name: str, drawn: Mapping[str, Branch], unread: set[str]) -> Branch | None:
    day = top.day("follows")
    if day is None or day.isoformat() in unread:
        return None  # what is wrong with either is noted already
    base = drawn.get(day.isoformat())
    if base is None:
        known = "、".join(drawn)
        top.fault(
            f"{name} 之前没有 {day} 的版本可以沿用；此前有：{known or '无'}。",
            f"No version of {day} comes before {name} to be followed; there are: {', '.join(drawn) or 'none'}.",
            "follows",
        )
        return None
    return merge(base, top)


def merge(base: Branch, top: Branch) -> Branch:
    """Return the whole sheet of a version that says only what changed against another."""
    items = {key: item for key, item in base.items.items() if key not in _OWN}
    files = {key: base.file_of(key) for key in items}
    for key, item in top.items.items():
        if key == "follows":
            continue
        before = base.items.get(key)
        if _is_null(item):
            _take_away(top, key, items)
        elif key in _BY_NAME and isinstance(item, Branch) and isinstance(before, Branch):
            items[key] = _merge_entries(before, item)
        else:
            items[key] = item
            files.pop(key, None)
    return Branch(top.file, top.line, items, top.faults, files)


def _merge_entries(base: Branch, over: Branch) -> Branch:
    items, previous = dict(base.items), ""
    files = {key: base.file_of(key) for key in items}
    for key, item in over.items.items():
        files.pop(key, None)
        if _is_null(item):
            _take_away(over, key, items)
            continue
        after = ""
        if isinstance(item, Branch) and "after" in item.items:
            after = item.word("after")
            if after not in items or after == key:
                item.fault(f"没有“{after}”可以排在其后。", f"There is no {after!r} to stand after.", "after")
                after = ""
            item = Branch(item.file, item.line, {name: one for name, one in item.items.items() if name != "after"}, item.faults, item.files)
        elif key not in items:
            after = previous
        items = _place(items, key, item, after)
        previous = key
    return Branch(over.file, over.line, items, over.faults, files)


def _place(items: "dict[str, Leaf | Branch]", key: str, item: Leaf | Branch, after: str) -> "dict[str, Leaf | Branch]":
    """Return the entries with one put after another; one that stands there already keeps its place where nothing is said."""
    if not after:
        return items | {key: item}
    placed = dict[str, Leaf | Branch]()
    for name, one in items.items():
        if name != key:
            placed[name] = one
        if name == after:
            placed[key] = item
    return placed


def _is_null(item: Leaf | Branch) -> bool:
    return isinstance(item, Leaf) and item.value is None


def _take_away(top: Branch, key: str, items: "dict[str, Leaf | Branch]") -> None:
    if items.pop(key, None) is None:
        top.fault(f"所沿用的版本没有“{key}”，无可删去。", f"The version that is followed has no {key!r} to take away.", key)


def whole_sheet(folder: Path, in_force: date) -> str:
    """Return one version of a procedure's folder as YAML that says all of it, each entry with the file and line where it is written."""
    faults = Faults()
    top = read_versions(folder, folder.name, faults).get(in_force.isoformat())
    faults.raise_first()
    return written_out(top) if top else ""


def written_out(top: Branch) -> str:
    """Return a drawn sheet as YAML that says all of it, each entry with the file and line where it is written."""
    return "".join(f"{line}\n" for line in _lines_of_sheet(top))


def _lines_of_sheet(top: Branch) -> Iterator[str]:
    for key in sorted(top.items, key=lambda key: _HEAD.index(key) if key in _HEAD else len(_HEAD)):
        item = top.items[key]
        if key not in _BY_NAME or not isinstance(item, Branch):
            yield from _lines(key, item)
            continue
        yield f"{key}:"
        for name, entry in item.items.items():
            yield f"  # {item.file_of(name)}:{entry.line}"
            if key == "states" or not isinstance(entry, Branch):
                yield f"  {_scalar(name)}: {_flow(entry)}"
            else:
                yield f"  {_scalar(name)}:"
                for inner, one in entry.items.items():
                    yield f"    {_scalar(inner)}: {_flow(one)}"


def _lines(key: str, item: Leaf | Branch) -> Iterator[str]:
    """Yield the lines of a key of the sheet itself; a list of mappings, or a mapping of mappings, has a line for each."""
    if isinstance(item, Leaf) and isinstance(item.value, list) and any(isinstance(one, Branch) for one in item.value):
        yield f"{key}:"
        yield from (f"  - {_flow(one)}" for one in item.value)
    elif isinstance(item, Branch) and any(isinstance(one, Branch) for one in item.items.values()):
        yield f"{key}:"
        yield from (f"  {_scalar(name)}: {_flow(one)}" for name, one in item.items.items())
    else:
        yield f"{key}: {_flow(item)}"


def _flow(item: Leaf | Branch) -> str:
    if isinstance(item, Branch):
        return "{" + ", ".join(f"{_scalar(name)}: {_flow(one)}" for name, one in item.items.items()) + "}"
    if isinstance(item.value, list):
        return "[" + ", ".join(_flow(one) for one in item.value) + "]"
    return _scalar(item.value)


def _scalar(value: Scalar) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return str(value)
    is_name = value.isascii() and value[:1].isalpha() and value.replace("_", "").replace("/", "").replace("#", "").isalnum() and value not in _WORDS
    return value if is_name else json.dumps(value, ensure_ascii=False)


_WORDS = ("true", "false", "null")  # as plain words they would be read as what they mean
