"""The first-run guide: five steps for each kind of officer, by duty or role, the office's and those of institutions, shown at home until they are put away."""

from collections.abc import Iterable, Mapping
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
        """Its address; empty on a node that has no such page."""
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
    folders = (Path(__file__).parent, *(Path(one.path) for one in institutions()))
    files = [yaml.safe_load(path.read_text("utf-8")) for folder in folders if (path := folder / "first_steps.yaml").exists()]
    return {by: {key: _in_order(one.get(by, {}).get(key, ()) for one in files) for key in of} for by, of in files[0].items()}


def _in_order(parts: Iterable[Iterable[Mapping[str, Any]]]) -> tuple[First, ...]:
    told = sorted((one for part in parts for one in part), key=lambda one: int(one["place"]))
    return tuple(First(Text(one["zh"], one["en"]), one.get("at", "")) for one in told)


def first_steps(officer: Officer) -> tuple[First, ...]:
    """Give the five first steps of an officer, by duty, else by the first of their roles."""
    by_duty, by_role = guides()["by_duty"], guides()["by_role"]
    if officer.duty in by_duty:
        return by_duty[officer.duty]
    return next((steps for role, steps in by_role.items() if role in officer.roles), by_role[ANYBODY])


def is_guided(officer: Officer) -> bool:
    """Whether the guide is still to be shown."""
    return not Guided.objects.filter(officer=officer).exists()


def put_away(officer: Officer, at: datetime) -> None:
    """Show the guide to an officer no more."""
    Guided.objects.get_or_create(officer=officer, defaults={"at": at})


def bring_back(officer: Officer) -> None:
    """Show the guide again."""
    Guided.objects.filter(officer=officer).delete()
