"""Which acts a thing is open to for the officer who looks, each with the form that its papers make."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from mingjian.core.errors import NotFound, NotPermitted, StepRefused
from mingjian.core.procedure import rulebook
from mingjian.core.procedure.acts import Act
from mingjian.office.acts.execution import check, load_bodies
from mingjian.office.acts.things import Standing, kind_of
from mingjian.office.models import Officer
from mingjian.office.papers.fields import DepartmentField
from mingjian.office.papers.forms import PERSONAL, PapersForm


class ActForm(PapersForm):
    """What an officer fills in to do one act."""

    def __init__(
        self,
        act: Act,
        officer: Officer,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        typed: dict[str, Any] | None = None,
        thing: Standing | None = None,
    ) -> None:
        """`typed`: what a page suggests, by name of paper. `thing`: what it is done to; only its options are offered, and what it proposes stands there."""
        propose = getattr(thing, "proposed_for", None)
        known = propose(act.name) if propose else {}
        super().__init__(data, files, prefix=act.name, initial={"key": uuid4().hex, **known, **(typed or {})})
        self.act, self.needs = act, act.needs
        self.ask(officer, officer.department)
        self.fields.pop(PERSONAL, None)  # what an act keeps is guarded by its institution, not file by file
        if options_of := getattr(thing, "options_of", None):
            self._narrow(options_of)

    def _narrow(self, options_of: Callable[[str], Collection[str] | None]) -> None:
        """Offer of each choice, and of each list of departments, only what the thing has; a list of which nothing is left, and that may be left out, goes."""
        for paper in self.needs:
            if (held := options_of(paper.name)) is None:
                continue
            field: Any = self.fields[paper.name]
            if paper.options:
                field.choices = [(key, label) for key, label in field.choices if not key or key in held]
            elif isinstance(field, DepartmentField) and not field.keep_to(held) and not field.required:
                del self.fields[paper.name]
                self.needs = tuple(one for one in self.needs if one is not paper)

    def given(self) -> dict[str, object]:
        """Return the papers as plain values, blank ones left out; files as they were brought."""
        return {**self.written(), **self.brought()}


@dataclass(frozen=True)
class OpenAct:
    """An act that the officer may do to a thing now, with its form."""

    act: Act
    form: ActForm


def acts_open(thing: Standing, officer: Officer) -> list[Act]:
    """Return the acts that the officer may do to a thing as it stands, in the order of the rulebook."""
    bodies = load_bodies()
    return [act for act in rulebook().acts.on(kind_of(thing)) if act.key in bodies and not act.is_inner and _is_open(act, thing, officer)]


def makers_open(kind: str, officer: Officer) -> list[Act]:
    """Return the acts by which the officer may make a thing of a kind."""
    bodies = load_bodies()
    acts = [act for act in rulebook().acts.values() if act.makes == kind and act.key in bodies and not act.is_inner]
    return [act for act in acts if _is_open(act, None, officer)]


def offered(thing: Standing, officer: Officer, *, only: Collection[str] = (), without: Collection[str] = ()) -> list[OpenAct]:
    """Return the acts open on a thing with their forms: all, or `only` those of these names, or all `without` these."""
    acts = [act for act in acts_open(thing, officer) if act.name not in without and (not only or act.name in only)]
    return [OpenAct(act, ActForm(act, officer, thing=thing)) for act in acts]


def act_named(kind: str, name: str, *, makes: bool = False) -> Act:
    """Return an act on things of a kind, or one that makes them, by its name. Raises NotFound."""
    for act in rulebook().acts.values():
        if act.name == name and (act.makes if makes else act.on) == kind and act.key in load_bodies() and not act.is_inner:
            return act
    raise NotFound(f"没有操作“{name}”。", f"There is no act {name!r}.")


def is_open_to(key: str, thing: Standing, officer: Officer) -> bool:
    """Return whether the officer may do an act to a thing as it stands, by its key (`cases.describe_case`); one that a page does of itself, too."""
    return _is_open(rulebook().acts[key], thing, officer)


def _is_open(act: Act, thing: Standing | None, officer: Officer) -> bool:
    try:
        check(act, thing, officer)
    except (NotPermitted, StepRefused):
        return False
    return True
