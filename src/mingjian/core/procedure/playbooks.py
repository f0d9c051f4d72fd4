"""
Playbooks: for a field of goods and what was done, what to look for, which duties are in question, which papers to bring and which steps help.

Read from `rulebook/cn/playbooks/<name>.yaml`. A piece is advice with its articles and decides nothing;
one without an article in force on the day is not shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from mingjian.core.language import Text
from mingjian.core.law import Duties
from mingjian.core.law.provisions import Liabilities
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.procedure.rulebook import Rulebook, packaged
from mingjian.core.procedure.sheet import Step

FOLDER = "playbooks"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look for, and the articles that make it matter."""

    what: Text
    ground: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One piece of a playbook: for which acts (empty: any), what to look for, which duties are in question, which papers to bring, which steps help.

    `steps` are written `procedure/step`.
    """

    name: str
    title: Text
    acts: tuple[str, ...]
    look_for: tuple[Look, ...]
    duties: tuple[str, ...]
    papers: tuple[str, ...]
    steps: tuple[str, ...]
    line: int

    def is_for(self, act: str) -> bool:
        """Return whether the piece is for an act; where the act is not known yet, every piece is."""
        return not act or not self.acts or act in self.acts


@dataclass(frozen=True, slots=True)
class Playbook:
    """The pieces for some fields of goods (empty: for every field)."""

    title: Text
    fields: tuple[str, ...]
    pieces: tuple[Piece, ...]
    file: str


def read_playbooks(folder: Path, shown_as: str, faults: Faults) -> list[Playbook]:
    """Read every playbook of a folder, noting every fault; none where there is no folder."""
    tops = [read(path, f"{shown_as}/{path.name}", faults) for path in sorted(folder.glob("*.yaml"))]
    return [_read(top) for top in tops if top is not None]


def _read(top: Branch) -> Playbook:
    top.only("title", "fields", "pieces")
    return Playbook(top.label("title"), top.words("fields"), tuple(_piece(name, branch) for name, branch in top.branches("pieces").items()), top.file)


def _piece(name: str, branch: Branch) -> Piece:
    branch.only("title", "acts", "look_for", "duties", "papers", "steps")
    looks = branch.list_of_branches("look_for")
    for look in looks:
        look.only("what", "ground")
    found = tuple(Look(look.label("what"), look.words("ground")) for look in looks)
    if not found or not all(look.ground for look in found):
        branch.fault("look_for 须至少一项，每项须有依据（ground）。", "A piece looks for something, and everything it looks for has a ground.")
    return Piece(name, branch.label("title"), branch.words("acts"), found, branch.words("duties"), branch.words("papers"), branch.words("steps"), branch.line)


def check_playbooks(folder: Path, book: Rulebook, duties: Duties, liabilities: Liabilities, faults: Faults) -> None:
    """Note every piece that names a field, act, article, duty, paper or step which the rulebook has not."""
    known = {duty.name for duty in duties.all}
    fields = book.vocabularies.get("goods_fields", {})
    for playbook in read_playbooks(folder, FOLDER, faults):
        for piece in playbook.pieces:
            lost = [f"field {one}" for one in playbook.fields if one not in fields]
            lost += [f"act {one}" for one in piece.acts if one not in liabilities.all]
            lost += [ground for look in piece.look_for for ground in look.ground if not book.statutes.knows(ground)]
            lost += [f"duty {one}" for one in piece.duties if one not in known]
            lost += [f"paper {one}" for one in piece.papers if one not in book.papers]
            lost += [f"step {one}" for one in piece.steps if _step(book, one) is None]
            if lost:
                said = ", ".join(lost)
                faults.add(playbook.file, piece.line, f"“{piece.title.zh}”指向库内没有的 {said}。", f"{piece.name} names {said}, which the rulebook has not.")


def _step(book: Rulebook, name: str) -> Step | None:
    """Return a step by `procedure/step` as its newest sheet has it; none where there is none."""
    procedure, _, step = name.partition("/")
    return book.sheets[procedure][-1].steps.get(step) if procedure in book.sheets else None


@cache
def playbooks(folder: Path | None = None) -> tuple[Playbook, ...]:
    """Read the playbooks of a rulebook once, when they are asked for. Raises `RulebookFault` with the first fault."""
    faults = Faults()
    found = read_playbooks((folder or packaged()) / FOLDER, FOLDER, faults)
    faults.raise_first()
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece as it is on a day: what to look for with the articles in force, the duties that bind, papers and steps by their words."""

    title: Text
    look_for: tuple[Look, ...]
    duties: Mapping[str, Text]
    papers: Mapping[str, Text]
    steps: Mapping[str, Text]


def pieces_for(field: str, act: str, on: date, book: Rulebook, duties: Duties, procedures: frozenset[str] = frozenset()) -> list[Shown]:
    """
    Return the pieces for a field of goods and an act on a day, those of the field before those of every field.

    `act` may be empty: it is not known yet. `procedures`: only steps of these are given (empty: of all). Articles and duties of another day are left out.
    """
    mine = sorted((one for one in playbooks() if not one.fields or field in one.fields), key=lambda one: not one.fields)
    shown = [_shown(piece, on, book, duties, procedures) for one in mine for piece in one.pieces if piece.is_for(act)]
    return [one for one in shown if one.look_for]


def _shown(piece: Piece, on: date, book: Rulebook, duties: Duties, procedures: frozenset[str]) -> Shown:
    looks = [Look(look.what, tuple(ground for ground in look.ground if book.statutes.has_article(ground, on))) for look in piece.look_for]
    bound = {duty.name: duty.what for duty in duties.all if duty.name in piece.duties and duty.grounds_on(on, book.statutes)}
    steps = {name: step.label for name in piece.steps if (not procedures or name.partition("/")[0] in procedures) and (step := _step(book, name))}
    return Shown(
        piece.title,
        tuple(look for look in looks if look.ground),
        {name: bound[name] for name in piece.duties if name in bound},
        {name: book.papers[name].label for name in piece.papers},
        steps,
    )
