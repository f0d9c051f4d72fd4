"""The API as others see it: `mingjian api describe` prints its OpenAPI description."""

import json

import click

from mingjian.cli._django import set_up


@click.group()
def command() -> None:
    """Describe the API."""


@command.command()
def describe() -> None:
    """Print the OpenAPI 3.1 description; `docs/reference/openapi.json` is a copy, so that a change to the API shows in review."""
    set_up()
    from mingjian.api import api

    click.echo(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1))
