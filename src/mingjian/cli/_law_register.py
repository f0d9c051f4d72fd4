"""What is drawn from the rulebook and its texts: `mingjian law register | text`."""

from datetime import date
from pathlib import Path

import click

from mingjian.cli._law_texts import day_of
from mingjian.core.errors import BadInput
from mingjian.core.law.texts import articles_in
from mingjian.core.law.texts import text_file as known
from mingjian.core.procedure import crimes, liabilities, packaged, rulebook
from mingjian.core.procedure.discretions import discretion
from mingjian.core.procedure.register import FILE, entries, register_file

_MOST = 8 << 20  # bytes of a text


@click.command("register")
@click.option("--write", is_flag=True, help="Write it into the rulebook instead of printing it.")
def register_(write: bool) -> None:
    """List every figure of the rulebook, one line an entry, as register.yaml keeps it for `law check`."""
    text = register_file(entries(rulebook().statutes, rulebook().calendar, crimes(), liabilities(), discretion()))
    if write:
        (packaged() / FILE).write_text(text, "utf-8")
    else:
        click.echo(text, nl=False)


@click.command("text")
@click.argument("law")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--on", required=True, callback=day_of, help="A day on which the version governs, YYYY-MM-DD.")
@click.option("--source", required=True, help="Where the text comes from.")
@click.option("--whole", is_flag=True, help="Every article, and not those of the rulebook only: a figure cited from the wrong article is found then.")
def text_(law: str, file: Path, on: date, source: str, whole: bool) -> None:
    """Draw from the text of a LAW what the rulebook keeps of it: the figures of each article, and hashes; not its words."""
    version = rulebook().statutes.law(law, on)
    raw = file.read_bytes()[:_MOST]
    try:
        words = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file.name} 不是 UTF-8；请另存为 UTF-8。", f"{file.name} is not UTF-8; save it as UTF-8.") from None
    wanted = frozenset(number for number, _ in articles_in(words)) if whole else frozenset(version.articles)
    click.echo(known(law, source, words, wanted), nl=False)


COMMANDS = (register_, text_)
