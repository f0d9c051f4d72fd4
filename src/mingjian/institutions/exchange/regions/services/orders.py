"""
Tasks of a special action for other nodes, as records under the agreement's clause on campaigns: what one says, to whom it went, and what was reported back.

A node that takes a task up has a special action of its own, counts for itself, and may order the nodes behind it in turn. What it reports is counted by its own
console, with what those nodes reported to it; nobody writes a figure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime

from mingjian.core.agreement.masks import with_masks
from mingjian.core.agreement.release import Refused, Release, rules_of
from mingjian.core.errors import BadInput, StepRefused
from mingjian.core.language import Text
from mingjian.core.law import local_day
from mingjian.core.wire.words import FIGURES
from mingjian.institutions.campaigns.facts import counted_in
from mingjian.institutions.campaigns.models import Campaign
from mingjian.institutions.exchange.models import Copy, HeldRecord, SharedRecord
from mingjian.institutions.exchange.queries import reports_to
from mingjian.institutions.exchange.services.handling_codes import check_onward
from mingjian.institutions.exchange.services.node import register, sheet_of
from mingjian.institutions.exchange.services.outbox import decide
from mingjian.institutions.exchange.services.outgoing import Seen, seen_of
from mingjian.institutions.exchange.services.prefill import refuse_personal
from mingjian.institutions.exchange.services.titles import node_title
from mingjian.institutions.exchange.services.versions import LONGEST, Sent
from mingjian.office.lists.text import visible

KIND, REPORT, PURPOSE = "campaign", "report", "joint_action"
#: States of a copy in which a node works, or may work, on a task: it is given none of the same action besides.
_LIVE = (Copy.State.QUEUED, Copy.State.ARRIVED, Copy.State.TAKEN_UP, Copy.State.ANSWERED, Copy.State.RECALL_ASKED, Copy.State.KEPT)
_COUNT, _VALUE = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9]{1,13}\.[0-9]{2}")


@dataclass
class Tally:
    """What is counted of an action, by the keys of `words.FIGURES`, and its value in yuan."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((name for name in FIGURES if name != "value"), 0))
    value: Decimal = Decimal(0)

    @property
    def figures(self) -> list[tuple[Text, int]]:
        """Return the counts, each with its label."""
        return [(FIGURES[name], count) for name, count in self.counts.items()]

    def add(self, counts: Mapping[str, int], value: Decimal) -> None:
        """Add what another counted."""
        for name in self.counts:
            self.counts[name] += counts.get(name, 0)
        self.value += value


@dataclass(frozen=True)
class RegionOrder:
    """A task of a special action for other nodes: what is to be done, until when it is reported on, and from when they may read it."""

    task: str
    until: date
    opens_at: datetime | None = None

    def sent(self, campaign: Campaign, at: datetime) -> Sent:
        """Return it as a record. Raises BadInput or StepRefused for what cannot be ordered."""
        task = visible(self.task.strip().replace("\r\n", "\n"))
        if not task or len(task) > LONGEST:
            raise BadInput("请写明任务要求，不超过五千字。", "Say what is to be done, in 5,000 characters at most.")
        today = localtime(at).date()
        begins = max(campaign.starts_on, localtime(self.opens_at).date() if self.opens_at else today)
        if self.until > campaign.ends_on:
            zh = f"反馈截止日期 {self.until} 晚于行动的截止日 {campaign.ends_on}。"
            en = f"The day for reporting back, {self.until}, lies after the last day of the action, {campaign.ends_on}."
            raise BadInput(zh, en)
        if self.until < max(begins, today):
            raise BadInput(
                f"反馈截止日期 {self.until} 早于开始日期 {begins} 或者今天。",
                f"The day for reporting back, {self.until}, lies before the first day, {begins}, or today.",
            )
        if self.opens_at is not None and self.opens_at <= at:
            raise BadInput("发送时间已过；即时发送的，请留空。", "The time of sending is past: leave it empty for what goes at once.")
        dossier = campaign.dossier
        told = {"title": dossier.title, "lead": dossier.department.name_zh, "task": task, "goods": campaign.goods, "key_words": "、".join(campaign.key_words())}
        values = {name: value for name, value in told.items() if value} | {"opening": begins.isoformat(), "until": self.until.isoformat()}
        refuse_personal(values)
        return Sent(KIND, values, purpose=PURPOSE, title=f"{dossier.title}：{task}".split("\n")[0], dossier=dossier, opens_at=self.opens_at)


def check_ordered(campaign: Campaign, node: str) -> None:
    """Refuse to order a node what it has already, what it gave itself, or what does not go on. Raises StepRefused."""
    if campaign.dossier.state != "running":
        raise StepRefused("行动尚未开始或者已经总结，不能发出任务。", "The action has not begun, or is over: no task can be given.")
    if HeldRecord.objects.filter(dossier=campaign.dossier, kind=KIND, peer__node=node).exists():
        raise StepRefused("此行动的任务由该节点发出，不能反过来向其发出。", "That node gave this action its task: it is not ordered in turn.")
    if Copy.objects.filter(record__in=orders_of(campaign), peer__node=node, state__in=_LIVE).exists():
        zh, en = "该节点已有此行动的任务：如有变化请更正，或者撤回后重新发出。", "That node has a task of this action already: correct it, or recall it first."
        raise StepRefused(zh, en)
    check_onward(campaign.dossier, node)


def preview(campaign: Campaign, order: RegionOrder, node: str, at: datetime) -> tuple[list[Seen], Release | Refused]:
    """Return what a node would see of a task, by the very call that packs it later; or why nothing would go."""
    check_ordered(campaign, node)
    sheet, _ = sheet_of(register())
    plain, asked = order.sent(campaign, at).asked(node)
    decided = decide(asked, local_day(at))
    return ([], decided) if isinstance(decided, Refused) else (seen_of(decided, with_masks(plain, rules_of(sheet))), decided)


def orders_of(campaign: Campaign) -> list[SharedRecord]:
    """Return the tasks that this node gave to others for an action, the oldest first: each is one stage."""
    return list(SharedRecord.objects.filter(dossier=campaign.dossier, kind=KIND).order_by("pk"))


def order_behind(campaign: Campaign) -> HeldRecord | None:
    """Return the task of another node that an action was made of."""
    return HeldRecord.objects.filter(dossier=campaign.dossier, kind=KIND).select_related("peer").first()


@dataclass(frozen=True)
class RegionRow:
    """Where one node stands with a task: its copy, and what it reported last."""

    order: SharedRecord
    copy: Copy
    report: HeldRecord | None

    @property
    def title(self) -> str:
        """Return what the node is called."""
        return node_title(self.copy.peer.node)

    @property
    def tally(self) -> Tally | None:
        """Return what it reported; none before its first report."""
        return tally_of(self.report) if self.report else None

    @property
    def as_of(self) -> datetime | None:
        """Return when its console counted that."""
        return _instant(self.report.values.get("as_of", "")) if self.report else None


def regions_of(campaign: Campaign) -> list[RegionRow]:
    """Return a row for each node that was ordered something for an action, but for what never left."""
    orders = orders_of(campaign)
    newest: dict[tuple[str, int], HeldRecord] = {}
    for one in reports_to(orders):
        newest.setdefault((one.about, one.peer_id), one)
    copies = Copy.objects.filter(record__in=orders).exclude(state=Copy.State.REFUSED, word="recalled_before").select_related("record", "peer").order_by("pk")
    return [RegionRow(copy.record, copy, newest.get((copy.record.name, copy.peer_id))) for copy in copies]


def total_of(campaign: Campaign, rows: Iterable[RegionRow]) -> Tally:
    """Return what this node counts for an action, and what others reported to it."""
    whole = Tally()
    whole.add(*counted_in(campaign))
    for tally in reported(rows):
        whole.add(tally.counts, tally.value)
    return whole


def reported(rows: Iterable[RegionRow]) -> Iterator[Tally]:
    """Return what other nodes reported on tasks that stand."""
    return (found for row in rows if row.order.recalled_at is None and (found := row.tally))


def report_values(campaign: Campaign, order: HeldRecord, at: datetime) -> dict[str, str]:
    """Return a report on a task as its fields: counted by this node, with what the nodes behind it reported."""
    rows = [row for row in regions_of(campaign) if row.order.recalled_at is None]
    whole = total_of(campaign, rows)
    told = {"order": order.name, "as_of": localtime(at).isoformat(timespec="minutes"), "nodes": f"{sum(row.report is not None for row in rows)}/{len(rows)}"}
    figures = {f"figure_{name}": str(count) for name, count in whole.counts.items()}
    return told | figures | {"figure_value": f"{whole.value:.2f}"}


def tally_of(report: HeldRecord) -> Tally:
    """Read what a report says; what is no number counts as nothing, since the other node's console writes numbers alone."""
    found = Tally()
    for name in found.counts:
        text = report.values.get(f"figure_{name}", "")
        found.counts[name] = int(text) if _COUNT.fullmatch(text) else 0
    value = report.values.get("figure_value", "")
    found.value = Decimal(value) if _VALUE.fullmatch(value) else Decimal(0)
    return found


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
