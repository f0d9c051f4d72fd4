"""What is shown on a special action that takes place at several nodes: where each of them stands, what it reported, and the way to order others."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from mingjian.core.language import Text
from mingjian.core.wire.words import WORDS
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.exchange.models import Copy
from mingjian.institutions.exchange.regions.services.orders import RegionRow, order_behind, regions_of, total_of
from mingjian.institutions.exchange.services.node import has_register
from mingjian.institutions.exchange.services.titles import node_title
from mingjian.office.language import said
from mingjian.office.models import Dossier, Officer
from mingjian.office.panels import Panel
from mingjian.office.people.permissions import is_of_authority, may

_WAITS = (Copy.State.QUEUED, Copy.State.ARRIVED, Copy.State.TAKEN_UP)


@dataclass(frozen=True)
class ShownRow(RegionRow):
    """A row with what it is on a day: not open yet, late, declined for a reason."""

    at: datetime

    @property
    def opens_later(self) -> bool:
        """Return whether its stage has not begun."""
        return self.copy.opens_at is not None and self.copy.opens_at > self.at

    @property
    def waits(self) -> bool:
        """Return whether its last report is still to come."""
        return self.copy.state in _WAITS

    @property
    def figures(self) -> list[tuple[Text, int]]:
        """Return what it reported, each with its label."""
        return self.tally.figures if self.tally else []

    @property
    def is_late(self) -> bool:
        """Return whether the last report is overdue."""
        return self.waits and self.copy.due is not None and self.copy.due < localtime(self.at).date()

    @property
    def word(self) -> str:
        """Return why it was declined, in words."""
        return said(WORDS[self.copy.word]) if self.copy.word in WORDS else ""


def on_campaign(thing: object, officer: Officer, at: datetime) -> Panel | None:
    """Show it on a special action, where the node takes part in an exchange."""
    if not isinstance(thing, Dossier) or thing.procedure != "special_action" or not is_of_authority(officer) or not has_register():
        return None
    campaign = Campaign.objects.select_related("dossier").filter(dossier=thing).first()
    if campaign is None:
        return None
    rows = [ShownRow(row.order, row.copy, row.report, at) for row in regions_of(campaign)]
    order = order_behind(campaign)
    may_order = thing.state_text == "running" and thing.department_id == officer.department_id and may(officer, "exchange.share")
    if not (rows or order or may_order):
        return None
    told = {"dossier": thing, "rows": rows, "order": order, "order_from": node_title(order.peer.node) if order else "", "may_order": may_order}
    return Panel("exchange/regions.html", {**told, "whole": total_of(campaign, rows) if rows else None}, 66)
