"""`mingjian messages`: the console's phrases in its languages."""

from pathlib import Path

import click

import mingjian


@click.group()
def command() -> None:
    """The console's phrases in its languages."""


@command.command("compile")
def compile_() -> None:
    """Make the catalogues that the console reads (.mo) from those that people write (.po), where they are older."""
    for line in compile_all():
        click.echo(line)


def compile_all() -> list[str]:
    """Make every catalogue that is older than what people wrote, and say what was done for each."""
    written = sorted((Path(mingjian.__file__).parent / "locale").rglob("*.po"))
    return [f"{one.parent.parent.name}: {compiled(one)}" for one in written]


def compiled(written: Path) -> str:
    """Make the .mo beside a .po, and say what was done."""
    import polib  # type: ignore[import-untyped]  # comes with the console only

    made = written.with_suffix(".mo")
    if made.exists() and made.stat().st_mtime >= written.stat().st_mtime:
        return "up to date"
    catalogue = polib.pofile(str(written))
    catalogue.save_as_mofile(str(made))
    return f"{len(catalogue.translated_entries())} phrases"
