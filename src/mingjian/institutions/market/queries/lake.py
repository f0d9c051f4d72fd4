"""The lake of this node, what it holds, and who may see and fill it."""

from collections.abc import Collection
from pathlib import Path

from django.conf import settings

from mingjian.core.errors import NotPermitted
from mingjian.core.records.lake import Lake
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, require_duty


def lake_of_node() -> Lake:
    """Return the lake of this node."""
    return Lake(Path(settings.LAKE))


def kinds_held() -> tuple[str, ...]:
    """Name the kinds of which the lake holds records."""
    return lake_of_node().kinds()


def rows_held(kinds: Collection[str]) -> int:
    """Count the rows that the lake holds of some kinds."""
    return sum(load.rows for load in lake_of_node().loads() if load.kind in kinds)


def waiting_folder() -> Path:
    """Return the folder below which files wait for a word on their headings (`office.files.pending`): the lake's."""
    return lake_of_node().folder


def require_authority(officer: Officer) -> None:
    """Refuse whoever is not of an authority."""
    require_duty(officer, Officer.Duty.WORK)
    if not is_of_authority(officer):
        raise NotPermitted("市场数据只对主管部门开放。", "Market data is open to authorities only.")
