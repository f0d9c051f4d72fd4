"""The first-run guide: five steps for each kind of officer, by duty or role, the office's and those of institutions, shown at home until they are put away."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import NoReverseMatch, reverse

from mingjian.core.language import Text
from mingjian.office.help.models import Guided
from mingjian.office.institution import institutions
from mingjian.office.models import Officer

ANYBODY = "anybody"


@dataclass(frozen=True)
class First:
    """One of the first things to do: in words, and the URL name of the page where it is done (`` for none)."""

    text: Text
    at: str = ""

    @property
    def url(self) -> str:
        """Return its address; empty on a node that has no such page."""
        try:
            return reverse(self.at) if self.at else ""
        except NoReverseMatch:
            return ""


@cache
def guides() -> Mapping[str, Mapping[str, tuple[First, ...]]]:
    """
    Read `first_steps.yaml` of the office and of each institution that has one: `by_duty` and `by_role`, each with its steps by their place.

    Of several roles the first in the office's file counts.
    """
    files = [_read(Path(__file__).parent), *(_read(Path(one.path)) for one in institutions())]
    return {by: {key: _in_order(one.get(by, {}).get(key, ()) for one in files) for key in of} for by, of in files[0].items()}


@cache
def instead() -> tuple[tuple[Callable[[Officer], bool], Mapping[str, Mapping[int, First]]], ...]:
    """
    Read what stands instead of a step of another: `instead: {when: module.function, by_role: …}` in the file of an institution.

    The function (officer) says whether it does, as on a desk where what the other steps begin with does not lie.
    """
    told = ((one, _read(Path(one.path)).get("instead")) for one in institutions())
    return tuple((one.part(said["when"]), {role: _placed(steps) for role, steps in said["by_role"].items()}) for one, said in told if said)


def _read(folder: Path) -> dict[str, Any]:
    path = folder / "first_steps.yaml"
    read: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
    return read


def _in_order(parts: Iterable[Iterable[Mapping[str, Any]]]) -> tuple[First, ...]:
    told = sorted((one for part in parts for one in part), key=lambda one: int(one["place"]))
    return tuple(_first(one) for one in told)


def _placed(steps: Iterable[Mapping[str, Any]]) -> dict[int, First]:
    return {int(one["place"]): _first(one) for one in steps}


def _first(one: Mapping[str, Any]) -> First:
    return First(Text(one["zh"], one["en"]), one.get("at", ""))


def first_steps(officer: Officer) -> tuple[First, ...]:
    """Return the five first steps of an officer, by duty, else by the first of their roles, as they fit what lies on the desk."""
    by_duty, by_role = guides()["by_duty"], guides()["by_role"]
    if officer.duty in by_duty:
        return by_duty[officer.duty]
    role = next((one for one in by_role if one in officer.roles), ANYBODY)
    other: dict[int, First] = {}
    for holds, by in instead():
        other |= by[role] if role in by and holds(officer) else {}
    return tuple(other.get(place, step) for place, step in enumerate(by_role[role], 1))


def is_guided(officer: Officer) -> bool:
    """Return whether the guide is still to be shown."""
    return not Guided.objects.filter(officer=officer).exists()


def put_away(officer: Officer, at: datetime) -> None:
    """Show the guide to an officer no more."""
    Guided.objects.get_or_create(officer=officer, defaults={"at": at})


def bring_back(officer: Officer) -> None:
    """Show the guide again."""
    Guided.objects.filter(officer=officer).delete()
