"""Reads the agreements of the rulebook, `agreements/<name>/<day>.yaml`, strictly: what cannot be understood is a fault with file and line."""

import hashlib
import re
import tempfile
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import mingjian
from mingjian.core.agreement.sheet import ADDRESSEES, ANY, FILE_KINDS, NEEDS, ONWARD, RULES, Agreement, Budget, Clause, Member, Opening
from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law.reader import Branch, Faults, read

_FIRST_DAY, _NAME = re.compile(r"^in_force: ['\"]?(\d{4}-\d{2}-\d{2})['\"]?\s*$", re.M), re.compile(r"[a-z][a-z0-9_]{1,59}")
_LATER = ("recognises", "budget", "proposes", "public")
_CLAUSE = ("title", "shares", "purposes", "to", "fields", "opens", "needs", "onward", "keep_months", "reply", "ground", *_LATER)


@cache
def agreements(folder: Path | None = None) -> dict[str, dict[date, Agreement]]:
    """Read all agreements of a rulebook once, by name and first day. Raises RulebookFault with the first fault."""
    root = folder or Path(mingjian.__file__).parent / "rulebook" / "cn" / "agreements"
    faults, found = Faults(), dict[str, dict[date, Agreement]]()
    for path in sorted(root.glob("*/*.yaml")):
        if one := read_agreement(path, faults):
            found.setdefault(one.name, {})[one.in_force] = one
    faults.raise_first()
    return found


def agreement(name: str, in_force: date, folder: Path | None = None) -> Agreement:
    """Return one version of an agreement. Raises NotFound where the rulebook has none."""
    try:
        return (agreements(folder) if folder else agreements())[name][in_force]
    except KeyError:
        raise NotFound(f"规则库没有 {in_force} 起施行的协议“{name}”。", f"The rulebook has no agreement {name!r} in force from {in_force}.") from None


@lru_cache(maxsize=64)
def agreement_of(name: str, text: str) -> Agreement:
    """Return an agreement out of the text of its sheet, whose first day it says itself. Raises BadInput with the first fault of what cannot be understood."""
    told = _FIRST_DAY.search(text)
    if not (told and _NAME.fullmatch(name)):
        raise BadInput("协议文本须写明施行日 in_force。", "The sheet must say its first day, in_force.")
    faults = Faults()
    with tempfile.TemporaryDirectory(prefix="mingjian-") as folder:
        path = Path(folder) / name / f"{told[1]}.yaml"
        path.parent.mkdir()
        path.write_text(text, "utf-8")
        found = read_agreement(path, faults)
    if found is None:
        fault = faults.found[0]
        raise BadInput(f"协议文本第 {fault.line} 行：{fault.zh}", f"Line {fault.line} of the sheet: {fault.en}")
    return found


def read_agreement(path: Path, faults: Faults) -> Agreement | None:
    """Read one sheet, or note what is wrong with it and give none."""
    top = read(path, f"agreements/{path.parent.name}/{path.name}", faults)
    if top is None:
        return None
    top.only("title", "in_force", "ends", "verification", "note", "basis", "members", "clauses")
    before, in_force = len(faults.found), top.day("in_force")
    if in_force is None or path.stem != in_force.isoformat():
        top.fault("in_force 须与文件名相同。", "in_force must be the day that the file is named after.", "in_force")
    if (verification := top.word("verification")) not in ("text", "secondary", "UNVERIFIED"):
        top.fault("verification 须为 text、secondary 或 UNVERIFIED。", "verification must be text, secondary or UNVERIFIED.", "verification")
    members = tuple(Member(one.word("body"), one.words("regions")) for one in top.list_of_branches("members"))
    clauses = {name: _clause(name, branch) for name, branch in top.branches("clauses").items()}
    title, note, ends = top.label("title"), top.text("note", optional=True), top.day("ends")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if in_force is None or len(faults.found) > before:
        return None
    return Agreement(path.parent.name, title, in_force, ends, verification, note, members, clauses, digest)


def _clause(name: str, branch: Branch) -> Clause:
    branch.only(*_CLAUSE)
    fields = _rules(branch)
    opens = {field: Opening(one.words("purposes"), _words(one, "needs", NEEDS)) for field, one in branch.branches("opens").items()}
    to, onward = branch.word("to", "member"), branch.word("onward", "never")
    for key, value, known in (("to", to, ADDRESSEES), ("onward", onward, ONWARD)):
        if value not in known:
            branch.fault(f"{key} 须为 {'、'.join(known)} 之一。", f"{key} must be one of {', '.join(known)}.", key)
    title, shares, needs = branch.label("title"), branch.word("shares", ANY), _words(branch, "needs", NEEDS)
    keep = branch.whole("keep_months", 0) or 0
    told = (title, shares, branch.words("purposes"), to, fields, opens, needs, onward, keep, branch.word("reply", ""), branch.words("ground"))
    proposes, public = _rules(branch, "proposes"), branch.text("public", optional=True)
    return Clause(name, *told, _words(branch, "recognises", FILE_KINDS), _budget(branch), proposes, public)


def _budget(branch: Branch) -> Budget | None:
    within = branch.branch("budget")
    if within is None:
        return None
    within.only("officer_a_day", "node_a_day")
    return Budget(within.whole("officer_a_day", 0) or 0, within.whole("node_a_day", 0) or 0)


def _rules(branch: Branch, key: str = "fields") -> dict[str, str]:
    within = branch.branch(key)
    found = {name: within.word(name) for name in within.items} if within else {}
    for name, rule in found.items():
        if within and rule not in RULES:
            within.fault(f"字段规则须为 {'、'.join(RULES)} 之一。", f"The rule of a field must be one of {', '.join(RULES)}.", name)
    return found


def _words(branch: Branch, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    found = branch.words(name)
    if not set(found) <= set(known):
        branch.fault(f"{name} 可用：{'、'.join(known)}。", f"{name} may hold: {', '.join(known)}.", name)
    return found
