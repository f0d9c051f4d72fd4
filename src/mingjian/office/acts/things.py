"""Things that acts are done to: what they say of themselves, and how one is found by an officer who may see it."""

from datetime import datetime
from functools import cache
from typing import Protocol, cast

from django.apps import apps
from django.db.models import Model

from mingjian.core.errors import NotFound
from mingjian.core.language import Text
from mingjian.office.institution import Institution, Thing, institutions
from mingjian.office.models import Department, Officer
from mingjian.office.models.hidden import LookupField


class Standing(Protocol):
    """
    What acts ask of a row: its number by which a page names it, what every node calls it, the department that has it, its page, and where it stands.

    `hindrance` says why an act that its state is open to is not open to this officer, if something else stands against it; `options_of` which options of
    a paper the thing has, where it has not all. A model need not have either.
    """

    pk: int

    @property
    def department(self) -> Department: ...

    @property
    def number(self) -> str: ...

    @property
    def wire_name(self) -> str: ...

    @property
    def state(self) -> str: ...

    def get_absolute_url(self) -> str: ...


class Moving(Standing, Protocol):
    """A thing that acts lead from one state to another. What has a dossier is moved by its steps, and is none."""

    def move(self, state: str, *, by: Officer | None, at: datetime) -> None: ...


@cache
def _declared() -> dict[str, tuple[Institution, Thing]]:
    return {thing.kind: (one, thing) for one in institutions() for thing in one.things}


def kind_of(thing: Standing) -> str:
    """Return the kind of a thing, by which acts name it."""
    return next(kind for kind, (_, declared) in _declared().items() if apps.get_model(declared.model) is type(thing))


def label_of(kind: str) -> Text:
    """Return what things of a kind are called."""
    return _declared()[kind][1].label


def thing_kinds() -> list[str]:
    """Return the kinds of thing that this node has."""
    return list(_declared())


def find(kind: str, number: str, officer: Officer) -> Standing:
    """Return a thing by its number; one that the officer may not see does not exist for them. Raises NotFound."""
    if kind not in _declared():
        raise NotFound(f"没有“{kind}”这类事物。", f"There is no kind of thing {kind!r}.")
    institution, declared = _declared()[kind]
    return cast(Standing, institution.part(declared.found_by)(officer, number))


def lock(thing: Standing) -> Standing:
    """Return a thing as the database has it now, locked until the transaction ends. Raises NotFound where it is gone."""
    model = cast(type[Model], type(thing))
    held = model._default_manager.select_for_update(of=("self",)).filter(pk=thing.pk).first()
    if held is None:
        raise NotFound("该事物已不存在，请刷新。", "It is no longer there: reload the page.")
    return cast(Standing, held)


def values_of(thing: Standing) -> dict[str, object]:
    """Return what the columns of a thing hold."""
    return {field.attname: getattr(thing, field.attname) for field in cast(Model, thing)._meta.concrete_fields}


def save_changes(thing: Standing, before: dict[str, object]) -> None:
    """Save the columns that are no longer what they were, with the hashes by which they are found; an act may also have deleted the row."""
    if thing.pk is None:
        return
    fields = cast(Model, thing)._meta.concrete_fields
    columns = {field.attname: field.name for field in fields}
    if changed := [columns[name] for name, value in values_of(thing).items() if value != before[name]]:
        followers = [field.name for field in fields if isinstance(field, LookupField) and field.of in changed]
        cast(Model, thing).save(update_fields=[*changed, *followers])
