"""What if: `mingjian law replay` runs the dossiers on file under a draft of the law."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from mingjian.cli._django import open_node
from mingjian.core.errors import BadInput
from mingjian.core.law import ZONE
from mingjian.core.procedure.difference import KINDS, Difference
from mingjian.core.procedure.draft import Draft, read_draft
from mingjian.core.procedure.past import Past, read_past, read_stories
from mingjian.core.procedure.replay import FIGURES, Replay
from mingjian.core.procedure.replay import replay as run


def _instant(context: click.Context, parameter: click.Parameter, text: str | None) -> datetime:
    """Read the instant at which things stand; now if left out, Beijing time where no zone is given."""
    try:
        at = datetime.fromisoformat(text) if text else datetime.now(ZoneInfo(ZONE))
    except ValueError:
        raise BadInput(f"“{text}”不是时刻；请写作 2026-03-03T10:00+08:00。", f"{text!r} is no instant; write 2026-03-03T10:00+08:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(ZONE))


@click.command()
@click.option("--overlay", required=True, type=click.Path(path_type=Path), help="Folder of the draft, laid out as a rulebook: laws/<law>/<day>.yaml, …")
@click.option("--dossiers", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="JSON lines instead of the database: one dossier a line.")
@click.option("--stories", type=click.Path(path_type=Path, exists=True), help="Stories instead of the database: tests/rulebook, or one of its files.")
@click.option("--at", callback=_instant, help="As things stand at this instant; now by default.")
@click.option("--as-dated", is_flag=True, help="Let drafted texts hold from their own day only; else as if they had always held.")
@click.option("--names", default=20, show_default=True, type=click.IntRange(0), help="How many differences to print by name; --json gives all.")
@click.option("--json", "plain", is_flag=True, help="Print JSON, for a program.")
def replay(overlay: Path, dossiers: Path | None, stories: Path | None, at: datetime, as_dated: bool, names: int, plain: bool) -> None:
    """Show what a draft would change for the dossiers on file: deadlines moved, missed or met, steps refused, cases over or under a line."""
    draft = read_draft(overlay, is_dated=as_dated)
    pasts = read_past(dossiers) if dossiers else read_stories(stories, draft.before) if stories else _on_file()
    result = run(draft, pasts, at)
    if plain:
        click.echo(json.dumps(as_data(draft, result, at), ensure_ascii=False, indent=2))
    else:
        _tell(draft, result, names)


def _on_file() -> Iterator[Past]:
    open_node()
    from mingjian.office.dossiers.plain_records import stored_dossiers

    return stored_dossiers()


def as_data(draft: Draft, result: Replay, at: datetime) -> dict[str, object]:
    """Return a replay as plain data: what was drafted, the figures, then each difference by name."""
    return {
        "at": at.isoformat(),
        "as_dated": draft.is_dated,
        "files": list(draft.files),
        "dossiers": result.dossiers,
        "touched": result.touched,
        "deadlines": result.deadlines,
        "recounted": result.recounted,
        "weighed": result.weighed,
        "faulty": result.faulty,
        "figures": {name: result.figures[name] for name in FIGURES},
        "clocks": [{"procedure": procedure, "deadline": name, **found} for (procedure, name), found in sorted(result.clocks.items())],
        "differences": [_plain(one) for one in result.differences],
    }


def _plain(one: Difference) -> dict[str, object]:
    due = [moment.isoformat() if moment else None for moment in one.due]
    return {
        "dossier": one.number,
        "title": one.title,
        "procedure": one.procedure,
        "kind": one.kind,
        "name": one.name,
        "label": {"zh": one.label.zh, "en": one.label.en},
        "before": {"zh": one.before.zh, "en": one.before.en, "due": due[0], "outcome": one.outcome[0] or None},
        "after": {"zh": one.after.zh, "en": one.after.en, "due": due[1], "outcome": one.outcome[1] or None},
    }


def _tell(draft: Draft, result: Replay, names: int) -> None:
    """Print the figures, then the first differences by name."""
    click.echo(f"草案 {len(draft.files)} 个文件：{'、'.join(draft.files[:10])}{'……' if len(draft.files) > len(draft.files[:10]) else ''}")
    click.echo(f"卷宗 {result.dossiers:,}，受影响 {result.touched:,}；期限 {result.deadlines:,}，重新计算 {result.recounted:,}；数额 {result.weighed:,}")
    click.echo(
        f"    {result.dossiers:,} dossiers, {result.touched:,} touched; {result.deadlines:,} deadlines, {result.recounted:,} counted again; "
        f"{result.weighed:,} figures weighed"
    )
    for name, said in FIGURES.items():
        if result.figures[name]:
            click.echo(f"  {result.figures[name]:>8,}  {said.zh}  {said.en}")
    for one in result.differences[:names]:
        click.echo(f"\n{one.number} {one.title}  [{one.procedure}]")
        click.echo(f"    {KINDS[one.kind].zh}：{one.label.zh}：{one.before.zh} → {one.after.zh}")
        click.echo(f"    {KINDS[one.kind].en}: {one.label.en}: {one.before.en} → {one.after.en}")
    if (more := len(result.differences) - names) > 0:
        click.echo(f"\n另有 {more:,} 处；用 --json 或 --names 查看。{more:,} more: use --json or --names.")
    if not result.differences:
        click.echo("没有变化。Nothing would change.")
    if result.faulty and result.fault:
        click.echo(f"{result.faulty:,} 份卷宗未能重演，首例：{result.fault.zh}", err=True)
        click.echo(f"{result.faulty:,} dossiers could not be replayed; the first: {result.fault.en}", err=True)
