"""Tables on the command line: `mingjian law threshold | liability | period --table FILE --out FILE`."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mingjian.cli._law_texts import today
from mingjian.core.errors import BadInput
from mingjian.core.procedure.answers import book


def takes_tables(kind: str) -> Callable[[click.Command], click.Command]:
    """Let a command of one question take a table of them: `--table FILE --out FILE`, CSV or Excel, instead of its own arguments."""

    def taking(command: click.Command) -> click.Command:
        asked = command.callback
        demanded = [one for one in command.params if one.required]
        for one in demanded:
            one.required = False
        command.params += [
            click.Option(["--table"], type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A table of questions, CSV or Excel, one row each."),
            click.Option(["--out"], type=click.Path(path_type=Path, dir_okay=False), help="Where the answers are written, .csv or .xlsx."),
        ]

        def answer(table: Path | None, out: Path | None, **given: Any) -> None:
            if table is None and out is None and asked:
                for one in demanded:
                    if given[one.name or ""] is None:
                        raise click.MissingParameter(param=one)
                asked(**given)
                return
            _answer(kind, table, out)

        command.callback = answer
        return command

    return taking


def _answer(kind: str, table: Path | None, out: Path | None) -> None:
    if table is None or out is None:
        raise BadInput("--table 与 --out 须一起使用。", "--table and --out go together.")
    if out.exists() and out.samefile(table):
        raise BadInput("结果不能写入问题表格本身。", "The answers cannot be written over the questions.")
    tables = importlib.import_module("mingjian.core.procedure.tables")  # with all that reads workbooks: two seconds that one question need not wait for
    headings, rows = tables.answer_table(kind, *tables.read_table(table), book(), today())
    tables.write_table(out, headings, rows)
    refused = sum(bool(row.get("refusal_en")) for row in rows)
    click.echo(f"{len(rows)} 行，其中 {refused} 行拒绝回答并说明原因；已写入 {out}。")
    click.echo(f"    {len(rows)} rows, of which {refused} are refused with the reason; written to {out}.")
    if passed_over := [name for name in headings if any(name in row.get(tables.PASSED_OVER, "").split("、") for row in rows)]:
        click.echo(f"没有读入的列：{'、'.join(passed_over)}。")
        click.echo(f"    Columns that were not read: {', '.join(passed_over)}.")
