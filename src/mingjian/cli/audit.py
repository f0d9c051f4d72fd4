"""The audit: `mingjian audit` holds what officers see against the ledger, and names what differs."""

import json
import sys

import click

from mingjian.cli._django import open_node, read_only


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--orphans", is_flag=True, help="Also list sealed files that nothing keeps.")
def command(as_json: bool, orphans: bool) -> None:
    """
    Hold rows, states, deadlines, roles, readings, sealed files and the lake against the ledger. Exit with 0 only if all agrees.

    Changes nothing but the result that the page of the ledger shows; where all agrees, the alarm of an earlier audit ends.
    """
    read_only()
    open_node()
    from mingjian.office.audit.files import orphans as nobody_keeps
    from mingjian.office.audit.run import NOT_SEEN, audit, fault_of_signing
    from mingjian.office.node.sweep import note_by_hand

    done, fault = audit(), fault_of_signing()
    note_by_hand(done, fault)
    if as_json:
        told = done.as_dict() | ({"orphans": nobody_keeps()} if orphans else {})
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        sys.exit(0 if done.is_clean and fault is None else 1)
    for text in [*(one.text for one in done.found), *([fault] if fault else [])]:
        click.echo(f"{text.zh}\n    {text.en}")
    if orphans:
        for digest in nobody_keeps():
            click.echo(f"无人引用的文件：{digest}\n    kept by nothing: {digest}")
    if done.is_clean and fault is None:
        click.echo(f"一致：{done.entries} 条记录、{done.things} 项事物与所示相符（{done.due} 项待封存）。")
        click.echo(f"    All agrees: {done.entries} entries and {done.things} things are as shown ({done.due} wait to be sealed).")
    else:
        click.echo(f"与台账不符：{len(done.found)} 处。\n    Not as recorded: {len(done.found)}.")
    click.echo(f"{NOT_SEEN.zh}\n    {NOT_SEEN.en}")
    sys.exit(0 if done.is_clean and fault is None else 1)
