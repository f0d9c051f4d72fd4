"""
What a role may do to a thing that goes through no procedure: a kit, a finding, a rule. Read from `acts/<institution>.yaml`.

An act is a step without a sheet, and is said in the words of one: by whom, with which papers, from which state into which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mingjian.core.errors import RulebookFault
from mingjian.core.language import Text
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.procedure.loader import Vocabularies, read_needs
from mingjian.core.procedure.powers import Powers
from mingjian.core.procedure.sheet import Paper

#: Who among the departments does an act: whichever sees the thing, or the one that has it.
ANY, HOLDER = "any", "holder"
LATE = Text("已有人处理，请刷新。", "Somebody has dealt with this already: reload the page.")


@dataclass(frozen=True)
class Act:
    """
    One act: its key (`evidence.set_kit_aside`), what it is called, on which kind of thing, or which it makes, and the roles that may do it.

    `power` names the power that the roles come from, where one is named. `from_states`: none, in any. `to`: the state that the thing is in then; empty, it
    stays. `late`: what is told to whoever comes when it stands otherwise. `enters` is the kind of entry in the ledger; empty, what it does enters itself.
    `is_public`: a portal without sign-in may do it, too. `is_inner`: it has no form, no button and no page of its own, since another act or page does it.
    """

    key: str
    label: Text
    on: str
    makes: str
    by: tuple[str, ...]
    enters: str
    power: str = ""
    needs: tuple[Paper, ...] = ()
    from_states: tuple[str, ...] = ()
    to: str = ""
    side: str = ANY
    hint: Text | None = None
    late: Text = LATE
    is_public: bool = False
    is_inner: bool = False

    @property
    def institution(self) -> str:
        """Return whose act it is."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """Return what its body is called, and its address."""
        return self.key.partition(".")[2]


class Acts(dict[str, Act]):
    """All acts of a rulebook by their keys."""

    def __missing__(self, key: str) -> Act:
        raise RulebookFault(f"规则库没有操作“{key}”；见 acts/。", f"The rulebook has no act {key!r}; see acts/.")

    def on(self, kind: str) -> list[Act]:
        """Return the acts on a kind of thing, in the order in which they are written."""
        return [act for act in self.values() if act.on == kind]


def read_acts(folder: Path, shown_as: str, vocabularies: Vocabularies, powers: Powers, faults: Faults) -> Acts:
    """Read every `<institution>.yaml` of a folder."""
    found, entered = Acts(), dict[str, str]()
    for path in sorted(folder.glob("*.yaml")):
        top = read(path, f"{shown_as}/{path.name}", faults)
        for name in top.items if top else ():
            if top and (branch := top.branch(name)):
                act = found[f"{path.stem}.{name}"] = _read(f"{path.stem}.{name}", branch, vocabularies, powers)
                if act.enters and (other := entered.setdefault(act.enters, act.key)) != act.key:
                    branch.fault(f"“{other}”已登记此类台账记录。", f"{other} makes entries of this kind already.", "enters")
    return found


def _read(key: str, branch: Branch, vocabularies: Vocabularies, powers: Powers) -> Act:
    branch.only("label", "on", "makes", "by", "power", "needs", "may_add", "from", "to", "side", "enters", "hint", "late", "public", "inner")
    on, makes, side = branch.word("on", ""), branch.word("makes", ""), branch.word("side", ANY)
    if bool(on) == bool(makes):
        branch.fault("操作须写明对何种事物（on）或者产生何种事物（makes），两者取一。", "An act must say what it is on, or what it makes: one of the two.")
    if side not in (ANY, HOLDER):
        branch.fault(f"side 须是 {ANY}、{HOLDER} 之一。", f"side must be one of {ANY}, {HOLDER}.", "side")
    return Act(
        key,
        branch.label("label"),
        on,
        makes,
        _read_roles(branch, vocabularies.terms.get("roles", {}), powers),
        branch.word("enters", ""),
        branch.word("power", ""),
        read_needs(branch, vocabularies),
        branch.words("from"),
        branch.word("to", ""),
        side,
        branch.text("hint", optional=True),
        branch.text("late", optional=True) or LATE,
        branch.flag("public"),
        branch.flag("inner"),
    )


def _read_roles(branch: Branch, roles: Mapping[str, Text], powers: Powers) -> tuple[str, ...]:
    """Read the roles of an act: its own (`by`), or those of a power, so that acts which belong together stay with the same."""
    by, power = branch.words("by"), branch.word("power", "")
    if bool(by) == bool(power):
        branch.fault("操作须写明由谁办理：角色（by）或者权限（power），两者取一。", "An act must say who may do it: roles (by) or a power, one of the two.")
    for role in sorted(set(by) - set(roles)):
        branch.fault(f"没有角色“{role}”；见 vocabularies/roles.yaml。", f"There is no role {role!r}; see vocabularies/roles.yaml.", "by")
    if power and power not in powers:
        branch.fault(f"没有权限“{power}”；见 powers/。", f"There is no power {power!r}; see powers/.", "power")
    return powers[power].by if power in powers else by
