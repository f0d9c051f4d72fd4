"""Kits for tests: opened, added to and told apart in a word each."""

from datetime import datetime
from typing import Any

from mingjian.institutions.evidence import acts as adding
from mingjian.institutions.evidence import acts as naming
from mingjian.institutions.evidence import acts as opening
from mingjian.institutions.evidence.models import Item, Kit, Part
from mingjian.institutions.evidence.particulars import Purchase
from mingjian.office.files.storage import Brought
from mingjian.office.models import Officer


def open_kit(told: Purchase, **given: Any) -> Kit:
    """Open a kit with what a buyer tells; department, instant and origin are as the act has them."""
    return opening.open_kit(**{"by": None, **told.papers(), **given})


def add_item(kit: Kit, kind: str, chunks: list[bytes], name: str, *, note: str = "", at: datetime, by: Officer | None = None) -> Item:
    """Add a file to a kit."""
    return adding.add_item(kit, item_kind=kind, item_file=Brought(chunks, name), item_note=note, at=at, by=by)


def name_part(kit: Kit, role: str, name: str, *, rests_on: Item | None, note: str = "", by: Officer, at: datetime) -> Part:
    """Name a part."""
    return naming.name_part(kit, part_role=role, part_name=name, rests_on_item=rests_on.sha256 if rests_on else "", part_note=note, by=by, at=at)
