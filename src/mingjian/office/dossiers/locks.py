"""
What a signature would take from its signer: later steps that are for somebody else (`not_by` of a sheet), and whether anybody would be left for them.

A case whose only reviewer signs for the investigation can be reviewed by nobody. So the form says beforehand what a signature bars from; it is refused where
it would leave nobody and somebody else could sign in its place; and the page says where nobody is left already.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from mingjian.core.errors import StepRefused
from mingjian.core.language import Text
from mingjian.core.procedure import Sheet, Step, rulebook
from mingjian.core.procedure.sheet import State_
from mingjian.office.dossiers.state import hands_of, named_for
from mingjian.office.models import Department, Dossier, Officer
from mingjian.office.people.officers import working_in

_NAMED = 3  # officers that a sentence names


@dataclass(frozen=True)
class Lock:
    """The later steps that a signature bars its signer from, those of them that nobody else could take then, and who could sign in their place."""

    barred: list[Step]
    left: list[Step]
    instead: list[Officer]

    def said(self, step: Step) -> list[Text]:
        """State it before the signature is given."""
        if not self.barred:
            return []
        zh, en = _listed(self.barred)
        told = [Text(f"办理“{step.label.zh}”后，您不能再办理：{zh}。", f"Once you take {step.label.en!r} you may no longer take: {en}.")]
        return [*told, self.why(step)] if self.left else told

    def why(self, step: Step) -> Text:
        """State that nobody would be left, and what to do."""
        (zh, en), (who, names) = _listed(self.left), names_of(self.instead)
        told = Text(
            f"除您之外，本部门没有人可以办理：{zh}。您办理“{step.label.zh}”之后，本案将无人可以办理这一步。",
            f"Nobody in the department but you could take: {en}. Once you take {step.label.en!r}, nobody could.",
        )
        if not self.instead:
            return Text(f"{told.zh}{TO_DO.zh}", f"{told.en} {TO_DO.en}")
        if step.named:
            return Text(f"{told.zh}请负责人另行指定办案人员（如{who}）。", f"{told.en} Have the head name somebody else for it, such as {names}.")
        return Text(f"{told.zh}请由他人办理（如{who}）。", f"{told.en} Let somebody else take it, such as {names}.")


TO_DO = Text(
    "请先由系统管理员把相应角色授予另一名人员，或者报请上级部门派员。",
    "Have the administrator give the role to another officer first, or ask the superior department for one.",
)


class Locks:
    """What a dossier's sheet keeps apart, and who took or is named for what: read once, however many steps are asked about."""

    def __init__(self, dossier: Dossier, sheet: Sheet) -> None:
        self.dossier, self.sheet = dossier, sheet
        self.apart = [one for one in sheet.steps.values() if one.not_by and one.side == "holder"]

    @cached_property
    def taken(self) -> dict[str, set[str]]:
        """By step that bars from another, who took or first signed it."""
        return hands_of(self.dossier, sorted({name for one in self.apart for name in one.not_by}))

    @cached_property
    def working(self) -> list[Officer]:
        """Return the officers in service where the dossier is held."""
        return _working(self.dossier.department)

    @cached_property
    def named(self) -> dict[str, list[Officer]]:
        """By step, the officers named for it."""
        names = {name for one in self.apart for name in one.not_by if self.sheet.steps[name].named}
        named = named_for(self.dossier, self.sheet.steps[min(names)]) if names else []
        return dict.fromkeys(names, named)

    def took(self, step: Step) -> set[str]:
        """Return who took, or first signed, a step that bars from this one."""
        return {username for name in step.not_by for username in self.taken.get(name, ())}

    def hands(self, step: Step) -> set[str]:
        """Return those, and whoever is named for such a step and so will take it."""
        return self.took(step) | {one.username for name in step.not_by for one in self.named.get(name, ())}

    def of(self, step: Step, officer: Officer, first: Officer | None = None) -> Lock:
        """
        Return what the officer's signature of a step would bar from; `first` is who signed it first.

        In place of somebody named could sign whoever might be named as well: not those named already, and nobody without a certificate on file.
        """
        barring = [one for one in self.apart if step.name in one.not_by]
        if not barring or officer.department_id != self.dossier.department_id:
            return Lock([], [], [])
        also = {first.username} if first else set()
        barred = [one for one in barring if set(one.by) & set(officer.roles) and officer.username not in self.took(one)]
        left = [one for one in barred if not _able(one, self.working, self.hands(one) | also | {officer.username})]
        return Lock(barred, left, self._instead(step, left, officer, first) if left else [])

    def _instead(self, step: Step, left: Sequence[Step], officer: Officer, first: Officer | None) -> list[Officer]:
        """Return who could sign in the officer's place and leave somebody for each later step: the officer, at least."""
        named = {one.pk for one in self.named.get(step.name, ())}
        could = [one for one in self.working if one.pk not in named and one.certificate.strip()] if named else self.working
        roles, but = set(step.second if first else step.by), {officer.pk, first.pk if first else None}
        able = [one for one in could if one.pk not in but and set(one.roles) & roles]
        also = {first.username} if first else set()
        return [one for one in able if all(_able(later, self.working, ((self.hands(later) | also) - {officer.username}) | {one.username}) for later in left)]

    def lone(self, step: Step, officer: Officer) -> Text | None:
        """Return that nobody here but the officer could sign a step as the second, and what to do; None where somebody could, or nobody has to."""
        if not step.second or step.side != "holder" or named_for(self.dossier, step):
            return None
        if any(one.pk != officer.pk and set(step.second) & set(one.roles) for one in self.working):
            return None
        words, outside = rulebook().vocabularies.get("roles", {}), rulebook().powers["office.act_outside"].by
        fitting = [role for role in step.second if (role in outside) != self.dossier.department.is_authority] or step.second
        roles = [words.get(role, Text(role, role)) for role in fitting]
        zh, en = "、".join(one.zh for one in roles), ", ".join(one.en for one in roles)
        return Text(
            f"“{step.label.zh}”须两人签名，而本单位除您之外没有人可以作第二签名（{zh}）：请系统管理员为另一名人员（如单位负责人）开设账号并授予该角色，由其第二签名。",
            f"{step.label.en!r} takes two signatures, and nobody here but you could give the second ({en}): have the administrator give that role to another "
            "person, such as the head, with an account of their own.",
        )

    def stuck(self) -> list[Text]:
        """Return which steps that lie ahead nobody here may take, though somebody has the role: those who have took part before, or are named to."""
        if self.dossier.is_closed:
            return []
        ahead = [one for one in self.apart if _lies_ahead(one, self.sheet, self.dossier.state)]
        left = [one for one in ahead if _able(one, self.working, ()) and not _able(one, self.working, self.hands(one))]
        if not left:
            return []
        zh, en = _listed(left)
        who = names_of([one for one in self.working if any(set(step.by) & set(one.roles) for step in left)])
        return [
            Text(
                f"本部门没有人可以办理：{zh}。具有相应角色的人员（{who[0]}）已经办理或者被指定办理前面的步骤，按规定须由他人办理。{TO_DO.zh}",
                f"Nobody in the department may take: {en}. Whoever has the role ({who[1]}) took, or is named for, a step that must be kept apart. {TO_DO.en}",
            )
        ]


def refuse_lock(step: Step, sheet: Sheet, dossier: Dossier, officer: Officer, first: Officer | None = None) -> None:
    """
    Raise StepRefused where a signature would leave nobody for a later step and somebody else could sign in its place.

    So does the second signature of whoever gave the first where nobody else could give it: then it says what to do.
    """
    locks = Locks(dossier, sheet)
    if first is not None and first.pk == officer.pk and (alone := locks.lone(step, officer)):
        raise StepRefused(alone.zh, alone.en)
    lock = locks.of(step, officer, first)
    if lock.left and lock.instead:
        why = lock.why(step)
        raise StepRefused(why.zh, why.en)


def left_by_naming(sheet: Sheet, department: Department, named: Collection[Officer]) -> list[Step]:
    """Return the steps that nobody in a department could take once some officers are named for those that bar from them, though some could before."""
    working, hands = _working(department), {one.username for one in named}
    later = [one for one in sheet.steps.values() if any(sheet.steps[name].named for name in one.not_by)]
    return [one for one in later if _able(one, working, ()) and not _able(one, working, hands)]


def _working(department: Department) -> list[Officer]:
    return list(working_in(department).select_related(None).order_by("username"))


def _able(step: Step, officers: Iterable[Officer], hands: Collection[str]) -> list[Officer]:
    return [one for one in officers if set(step.by) & set(one.roles) and one.username not in hands]


def _lies_ahead(step: Step, sheet: Sheet, state: State_) -> bool:
    """Return whether a dossier may still come to where a step begins."""
    reached, waiting = set(), [sheet.place(step.track, state)]
    while waiting:
        place = waiting.pop()
        if place not in reached:
            reached.add(place)
            waiting += [one.to for one in sheet.steps.values() if one.to and place in one.from_states]
    return not reached.isdisjoint(step.from_states)


def _listed(steps: Sequence[Step]) -> tuple[str, str]:
    return "、".join(f"“{one.label.zh}”" for one in steps), ", ".join(repr(one.label.en) for one in steps)


def names_of(officers: Sequence[Officer]) -> tuple[str, str]:
    """Return the names of the first few of some officers, in Chinese and in English."""
    some = officers[:_NAMED]
    return "、".join(one.name_zh or one.username for one in some), ", ".join(one.name_en or one.username for one in some)
