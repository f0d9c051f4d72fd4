"""What a campaign tells its own steps and its reports: figures, counties, coverage and progress as they are counted, and a draft of the text."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime, now

from mingjian.core.documents.notation import day
from mingjian.institutions.campaigns.models import Campaign, Task
from mingjian.institutions.campaigns.queries import Figure, figures
from mingjian.institutions.campaigns.services.breakdown import COUNTED, BreakdownRow, Progress, Watched, breakdown, progress_of, tally_of, watched
from mingjian.office.models import Dossier

WEEK = timedelta(days=7)
PROCEDURE = "special_action"


def told_of_campaign(dossier: Dossier) -> dict[str, Any]:
    """Describe the last day that the plan sets, for the step that issues it, and a draft of the summary for the one that sums up."""
    campaign = Campaign.objects.filter(dossier=dossier).first()
    if campaign is None:
        return {}
    return {"planned_until": campaign.ends_on, "action_drafted": lambda: drafted(campaign, now())}


def told_of_task(dossier: Dossier) -> dict[str, Any]:
    """Describe what the member that a task was given to has done in the action, as the facts count it, for its report back."""
    task = Task.objects.filter(dossier=dossier).select_related("campaign__dossier").first()
    return {"task_drafted": lambda: _task_said(task)} if task else {}


def _task_said(task: Task) -> str:
    counts = (tally := tally_of(task.campaign, task.dossier.department)).counts
    visits = task.dossier.entries.filter(kind="record_visit").count()
    return (
        f"本单位在“{task.campaign.dossier.title}”中归入案情 {counts['matters']} 件，涉及当事人 {counts['parties']} 个、链接 {counts['offers']} 条，"
        f"已取证 {counts['captured']} 条，平台已处置 {counts['measured']} 条；立案 {counts['cases']} 件，结案 {counts['closed']} 件，"
        f"移送公安机关 {counts['sent']} 件，案值合计 {tally.value:,.2f} 元；实地检查 {visits} 次。"
    )


def facts_of_campaign(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return what the reports of a special action say; nothing for any other dossier."""
    campaign = Campaign.objects.filter(dossier=dossier).first() if dossier.procedure == PROCEDURE else None
    if campaign is None:
        return {}
    at = now()
    return {
        "action": {
            "term": f"{day(campaign.starts_on)}至{day(campaign.ends_on)}",
            "goods": campaign.goods or "、".join(one.zh for one in campaign.fields_said()),
            "week": f"{day(localtime(at - WEEK).date())}至{day(localtime(at).date())}",
            "figures": figure_rows(campaign, at - WEEK),
            "counties": [_county(one) for one in breakdown(campaign)],
            "watched": [_watched(one) for one in watched(campaign, at)],
            "tasks": _tasks(campaign),
            "text": drafted(campaign, at),
        }
    }


def counted_in(campaign: Campaign) -> tuple[dict[str, int], Decimal]:
    """Return what a special action comes to on this node, by the keys of its table, and its value in yuan."""
    whole = breakdown(campaign)[-1].tally
    return dict(whole.counts), whole.value


def figure_rows(campaign: Campaign, since: datetime) -> list[dict[str, str]]:
    """Return the rows of the table of figures, in all and from an instant on, without those that are nought in both."""
    weekly = {one.row.key: one for one in figures(campaign, since)}
    return [_figure(one, weekly[one.row.key]) for one in figures(campaign) if one.value or weekly[one.row.key].value]


def _figure(whole: Figure, of_week: Figure) -> dict[str, str]:
    return {"项目": whole.row.label.zh, "单位": whole.row.unit.zh, "本期": f"{of_week.value:,f}", "累计": f"{whole.value:,f}"}


def _county(row: BreakdownRow) -> dict[str, str]:
    named = {label.zh.partition("（")[0]: str(row.tally.counts[key]) for key, label in COUNTED.items()}
    return {"单位": row.county or "合计", "商品领域": row.goods.zh, **named, "案值": f"{row.tally.value:,.2f}"}


def _watched(one: Watched) -> dict[str, str]:
    return {
        "检测器": one.title.zh,
        "看过": f"{one.looked_at:,}",
        "发现": str(one.found.right),
        "区间": one.bounds,
        "采用": str(one.taken_up),
        "归入": str(one.counted),
    }


def _tasks(campaign: Campaign) -> list[dict[str, str]]:
    told = campaign.tasks.select_related("dossier__department").order_by("dossier__department__region", "pk")
    return [{"单位": one.dossier.department.name_zh, "任务": one.dossier.number, "状态": _state(one.dossier)} for one in told]


def _state(dossier: Dossier) -> str:
    names = {"given": "待接收", "received": "办理中", "reported": "已反馈，待确认", "done": "已完成", "taken_back": "已撤回"}
    return names.get(dossier.state_text, dossier.state_text)


def drafted(campaign: Campaign, at: datetime) -> str:
    """Draft what a report says in sentences: each figure is one that the tables hold; what to make of it is for a person to write."""
    rows, progress, seen = breakdown(campaign), progress_of(campaign, at), watched(campaign, at)
    return "".join(_sentences(campaign, rows, progress, seen))


def _sentences(campaign: Campaign, rows: Sequence[BreakdownRow], progress: Progress, seen: Sequence[Watched]) -> list[str]:
    total, counties = rows[-1].tally.counts, len({one.county for one in rows if one.county})
    said = [
        f"“{campaign.dossier.title}”自{day(campaign.starts_on)}开展，到{day(campaign.ends_on)}结束，已过 {progress.days} 天（共 {progress.of_days} 天）。",
        f"共下达任务 {progress.tasks} 项，完成 {progress.tasks_done} 项。" if progress.tasks else "",
        f"{counties} 个单位共归入案情 {total['matters']} 件，涉及当事人 {total['parties']} 个、链接 {total['offers']} 条，",
        f"其中已取证 {total['captured']} 条、平台已处置 {total['measured']} 条；",
        f"立案 {total['cases']} 件，结案 {total['closed']} 件，移送公安机关 {total['sent']} 件，案值合计 {rows[-1].tally.value:,.2f} 元。",
    ]
    best = max((one for one in rows if one.county and one.tally.counts["matters"]), key=lambda one: one.tally.counts["matters"], default=None)
    if best is not None and counties > 1:
        said.append(f"归入最多的是{best.county}（{best.tally.counts['matters']} 件）。")
    idle = [one.county for one in rows if one.county and one.is_total and not one.tally.counts["matters"]]
    said.append(f"尚无归入的有：{'、'.join(idle)}。" if idle else "")
    aimed = [one for one in figures(campaign) if one.target is not None]
    said.append(f"对照方案目标：{'；'.join(map(_aimed, aimed))}。" if aimed else "")
    looked = max((one.looked_at for one in seen), default=0)
    if looked:
        said.append(f"期间监测最多一次看过 {looked:,} 个对象，各检测器共发现 {sum(one.found.right for one in seen)} 个。")
    else:
        said.append("期间没有运行监测，发现数没有分母。")
    return said


def _aimed(one: Figure) -> str:
    """Return a figure beside its target: `立案目标20件，已完成7件（35%）`."""
    share = f"（{one.share}%）" if one.share is not None else ""
    return f"{one.row.label.zh}目标{one.target}{one.row.unit.zh}，已完成{one.value:f}{one.row.unit.zh}{share}"
