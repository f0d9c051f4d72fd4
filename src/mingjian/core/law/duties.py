"""Who must do what, from when, on what ground, and what follows if not: the duties of the rulebook."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.law.law_files import read_verification
from mingjian.core.law.reader import Branch, Faults, read
from mingjian.core.law.statutes import Statutes

#: Who a duty can bind, and how a person says it.
ACTORS: Mapping[str, Text] = {
    "platform": Text("平台", "platform"),
    "operator": Text("经营者", "operator"),
    "service_provider": Text("服务提供者", "service provider"),
    "courier": Text("快递企业", "courier"),
    "rights_holder": Text("权利人", "right holder"),
    "market_regulator": Text("市场监管部门", "market regulator"),
    "public_security": Text("公安机关", "police"),
    "procuratorate": Text("检察机关", "procuratorate"),
    "customs": Text("海关", "customs"),
    "any_authority": Text("各行政机关", "any authority"),
}

#: What a platform may have besides goods of every kind; a duty for some of these binds no platform that has none of them.
SERVICES: Mapping[str, Text] = {
    "live": Text("直播电商", "live selling"),
    "food": Text("食品", "food"),
    "drug": Text("药品", "drugs"),
    "cosmetics": Text("化妆品", "cosmetics"),
    "device": Text("医疗器械", "medical devices"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """
    One duty. `grounds` are articles, `periods` and `fines` refs of values, `follows` articles that say what else follows from a breach.

    `since` and `until` (the first day on which it no longer holds) are set where the duty is younger than its ground, or ended before it.
    `services` are those of SERVICES that it is for; none: it is for every platform.
    """

    name: str
    actor: str
    what: Text
    trigger: Text
    grounds: tuple[str, ...]
    periods: tuple[str, ...]
    fines: tuple[str, ...]
    follows: tuple[str, ...]
    since: date | None
    until: date | None
    note: Text | None
    verification: str
    file: str = ""
    line_number: int = 1
    services: tuple[str, ...] = ()

    def binds(self, on: date, statutes: Statutes) -> bool:
        """Return whether the duty holds on a day: within its own days, and with a ground in force."""
        if (self.since and on < self.since) or (self.until and on >= self.until):
            return False
        return any(statutes.has_article(ground, on) for ground in self.grounds)

    def grounds_on(self, on: date, statutes: Statutes) -> tuple[str, ...]:
        """Return the grounds that are in force on a day."""
        return tuple(ground for ground in self.grounds if statutes.has_article(ground, on))

    def periods_on(self, on: date, statutes: Statutes) -> tuple[str, ...]:
        """Return the periods that are in force on a day."""
        return tuple(ref for ref in self.periods if statutes.has_value(ref, on))


class Duties:
    """All duties of a rulebook."""

    def __init__(self, duties: tuple[Duty, ...]) -> None:
        self.all = duties

    def of(self, actor: str, on: date, statutes: Statutes, services: Collection[str] | None = None) -> tuple[Duty, ...]:
        """
        Return the duties that bind an actor on a day, in the order of the rulebook.

        `services`: what a platform has besides other goods (SERVICES); left out, duties of every kind of platform.
        Raises `BadInput` for what is unknown.
        """
        if unknown := sorted(set(services or ()) - set(SERVICES)):
            name, known = unknown[0][:40], ", ".join(SERVICES)
            raise BadInput(f"没有“{name}”这类平台业务；可用：{known}。", f"There is no service {name!r}; there are: {known}.")
        if actor not in ACTORS:
            known = "、".join(ACTORS)
            raise BadInput(f"没有“{actor}”这类义务主体；可用：{known}。", f"There is no actor {actor!r}; there are: {known}.")
        found = (duty for duty in self.all if duty.actor == actor and duty.binds(on, statutes))
        return tuple(duty for duty in found if services is None or not duty.services or set(duty.services) & set(services))

    def resting_on(self, ref: str) -> tuple[Duty, ...]:
        """Return the duties that rest on an article or use a value."""
        return tuple(duty for duty in self.all if ref in (*duty.grounds, *duty.periods, *duty.fines, *duty.follows))


def read_duties(folder: Path, shown_as: str, statutes: Statutes, faults: Faults) -> Duties:
    """Read every `<name>.yaml` (`title`, `duties`) of a folder, and note every fault: what cites nothing, or cites what no version has."""
    duties: list[Duty] = []
    names: set[str] = set()
    for path in sorted(folder.glob("*.yaml")):
        top = read(path, f"{shown_as}/{path.name}", faults)
        if top is None:
            continue
        top.only("title", "duties")
        top.label("title")
        for name, branch in top.branches("duties").items():
            if name in names:
                branch.fault(f"义务“{name}”写了两次；请删去其一。", f"The duty {name!r} stands twice; remove one.")
            names.add(name)
            duties.append(_read_duty(name, branch))
            for zh, en in _astray(duties[-1], statutes):
                branch.fault(zh, en)
    return Duties(tuple(duties))


def _read_duty(name: str, branch: Branch) -> Duty:
    branch.only("actor", "services", "what", "trigger", "ground", "periods", "fines", "follows", "since", "until", "note", "verification")
    actor = branch.word("actor")
    if actor not in ACTORS:
        branch.fault(f"actor 须是 {'、'.join(ACTORS)} 之一。", f"actor must be one of {', '.join(ACTORS)}.", "actor")
    services = branch.words("services")
    for unknown in sorted(set(services) - set(SERVICES)):
        known = ", ".join(SERVICES)
        branch.fault(f"没有“{unknown}”这类业务；可用：{known}。", f"There is no service {unknown!r}; there are: {known}.", "services")
    return Duty(
        name,
        actor,
        branch.label("what"),
        branch.label("trigger"),
        branch.words("ground"),
        branch.words("periods"),
        branch.words("fines"),
        branch.words("follows"),
        branch.day("since"),
        branch.day("until"),
        branch.text("note", optional=True),
        read_verification(branch),
        branch.file,
        branch.line,
        services,
    )


def _astray(duty: Duty, statutes: Statutes) -> Iterator[tuple[str, str]]:
    """Return what a duty cites that the rulebook has in no version."""
    if not duty.grounds:
        yield "义务须有法律依据（ground）。", "A duty needs a ground."
    if duty.since and duty.until and duty.until <= duty.since:
        yield "until 须晚于 since。", "until must be later than since."
    for ref in (*duty.grounds, *duty.periods, *duty.fines, *duty.follows):
        if not statutes.knows(ref):
            yield f"任何版本都没有“{ref}”。", f"No version of any law has {ref!r}."
