"""The `mingjian` command, one file per noun."""

import ast
import importlib
import pkgutil
import sys
from io import TextIOWrapper
from pathlib import Path

import click

from mingjian.cli._fault import in_words
from mingjian.cli._usage import in_chinese
from mingjian.core.errors import MingjianError
from mingjian.core.language import Text


class Nouns(click.Group):
    """Find every noun by walking this package; a noun is imported when it is asked for, so that each starts fast and needs only its own extras."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_command_name(info.name) for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}{'_' if name in _KEYWORDS else ''}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the nouns with the first words of each, read from the source: to import them all takes seconds, and all extras."""
        width = formatter.width - 6 - max(len(name) for name in self.list_commands(ctx))
        files = {_command_name(info.name): Path(__path__[0], f"{info.name}.py") for info in pkgutil.iter_modules(__path__)}
        rows = [(name, click.Command(name, help=_documented(files[name])).get_short_help_str(width)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _documented(file: Path) -> str:
    """Return the docstring of the function `command` of a noun."""
    functions = (one for one in ast.parse(file.read_bytes()).body if isinstance(one, ast.FunctionDef) and one.name == "command")
    return ast.get_docstring(next(functions)) or ""


_KEYWORDS = {"import"}  # a module cannot be called import.py and still be imported


def _command_name(module: str) -> str:
    return module.rstrip("_").replace("_", "-")


@click.group(cls=Nouns)
@click.version_option(package_name="mingjian")
def commands() -> None:
    """明鉴 Mingjian: keeps counterfeit and infringing goods off online markets, and shows its reasons."""


def main() -> None:
    """Run the command; what a person can mend is one clear line and exit code 1."""
    if isinstance(sys.stdout, TextIOWrapper):  # a name or a sign that the terminal's character set lacks is escaped, and ends nothing
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        commands(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        if isinstance(error, click.UsageError) and not isinstance(error, click.exceptions.NoArgsIsHelpError):  # which is the help itself
            click.echo(in_chinese(error), err=True)
        error.show()
        sys.exit(error.exit_code)
    except MingjianError as error:
        _tell(error.text)
    except BrokenPipeError:  # whoever read the output has enough of it
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:  # no trace reaches a person
        _tell(in_words(error))


def _tell(text: Text) -> None:
    click.echo(text.zh, err=True)
    click.echo(text.en, err=True)
    sys.exit(1)
