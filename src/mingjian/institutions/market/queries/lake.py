"""The lake of this node, and who may see and fill it."""

from pathlib import Path

from django.conf import settings

from mingjian.core.errors import NotPermitted
from mingjian.core.records.lake import Lake
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority, require_duty


def lake_of_node() -> Lake:
    """Give the lake of this node."""
    return Lake(Path(settings.LAKE))


def require_authority(officer: Officer) -> None:
    """Refuse whoever is not of an authority."""
    require_duty(officer, Officer.Duty.WORK)
    if not is_of_authority(officer):
        raise NotPermitted("市场数据只对主管部门开放。", "Market data is open to authorities only.")
