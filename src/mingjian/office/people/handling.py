"""
Handling codes: what may be done further with what somebody else gave to a dossier, as that one said.

An institution says which dossiers hold such content (`Institution.marks`); a dossier that arose from one holds it, too. Pages, files, bundles, papers and the
API show the code, and what the code keeps with its holder goes into no file of anybody else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingjian.core.language import Text
from mingjian.office.institution import parts
from mingjian.office.models import Dossier, Officer

#: How many decisions lead on from one dossier to the next at most; more would be a circle.
FARTHEST = 8
WITHHELD = Text("（按处理代码不提供）", "(withheld under its handling code)")


@dataclass(frozen=True, slots=True)
class Mark:
    """
    The handling code of what somebody else gave to a dossier.

    `giver`: who gave it. `code`: in words. `is_free`: it may go on to others. `has_ended`: its giver took it back, or its time is over, and its use here has
    ended: it goes into no file. `files`: those that it brought, by SHA-256.
    """

    giver: str
    code: Text
    is_free: bool = False
    has_ended: bool = False
    files: frozenset[str] = frozenset()

    @property
    def said(self) -> Text:
        """Return code and giver in one phrase."""
        zh, en = ("，已停止使用", "; its use has ended") if self.has_ended else ("", "")
        return Text(f"{self.code.zh}（{self.giver} 提供{zh}）", f"{self.code.en} (given by {self.giver}{en})")


def marks_of(dossiers: Iterable[int]) -> dict[int, list[Mark]]:
    """Return the marks of dossiers, by their keys; those of what they arose from included. One that holds nothing of others is not among them."""
    whence = {one: {one} for one in dossiers}
    above = {one: one for one in whence}
    for _ in range(FARTHEST):
        told_of = Dossier.objects.filter(pk__in=set(above.values())).values_list("pk", "arose_from")
        arose = {one: whence_it_arose for one, whence_it_arose in told_of if whence_it_arose is not None}
        above = {one: arose[at] for one, at in above.items() if at in arose and arose[at] not in whence[one]}
        if not above:
            break
        for one, at in above.items():
            whence[one].add(at)
    keys = {key for found in whence.values() for key in found}
    told: dict[int, list[Mark]] = {}
    for tells in parts("marks") if keys else ():
        for key, marks in tells(keys).items():
            told.setdefault(key, []).extend(marks)
    found = {one: [mark for key in sorted(keys) for mark in told.get(key, ())] for one, keys in whence.items()} if told else {}
    return {one: list(dict.fromkeys(marks)) for one, marks in found.items() if marks}


def marks_on(dossier: Dossier) -> list[Mark]:
    """Return the marks of one dossier."""
    return marks_of([dossier.pk]).get(dossier.pk, [])


def is_withheld(marks: Sequence[Mark], dossier: Dossier, officer: Officer | None) -> bool:
    """Return whether the content of a dossier goes into no file for an officer: it is kept with its holder, who is another, or its use has ended."""
    is_holder = officer is not None and officer.department_id == dossier.department_id
    return any(one.has_ended or not (one.is_free or is_holder) for one in marks)


def in_words(marks: Sequence[Mark]) -> Text:
    """Return all marks, of which there is one at least, as one text."""
    return Text("；".join(one.said.zh for one in marks), "; ".join(one.said.en for one in marks))


def line_of(dossier: Dossier) -> Text | None:
    """Return the line that stands on a page of a dossier and on its print; none where nobody else gave anything to it."""
    if not (marks := marks_on(dossier)):
        return None
    told = in_words(marks)
    return Text(f"处理代码：{told.zh}", f"Handling code: {told.en}")
