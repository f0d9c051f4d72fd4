"""Turn the keys of what is encrypted where it lies: a new one encrypts all anew; the one before stays for reading until the next turn."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import connection, models, transaction

from mingjian.core.errors import BadInput
from mingjian.office.models.hidden import UNREADABLE, HiddenField, begin_with, hide, is_current, keys_in_force, shown
from mingjian.office.record.entries import Count, enter

PIECE = 500
SECRETS = ("secret", "seed")  # of TOTP, of recovery codes, as allauth names them
Column = tuple[type[models.Model], HiddenField]


def turn(at: datetime) -> int:
    """
    Encrypt every hidden value and secret with a new key; give how many they are.

    Killed on the way, nothing is lost: both keys are in force until the last value is written. Raises BadInput where a value fits none of the keys.
    """
    if lost := unreadable():
        raise BadInput(f"有 {lost} 项用现有密钥无法解密，未更换密钥。", f"{lost} values fit none of the keys: the keys were not turned.")
    begin_with([Fernet.generate_key(), keys_in_force()[0]])
    with transaction.atomic():
        done = sum(_turn_column(*one) for one in columns()) + _turn_factors()
        enter("keys_turned", at=at, values=Count(done))
    return done


def unreadable() -> int:
    """Count the values that none of the keys opens."""
    return sum(1 for one in stored() if shown(one) == UNREADABLE)


def outdated() -> int:
    """Count the values that the newest key has not encrypted."""
    return sum(1 for one in stored() if not is_current(one))


def columns() -> Iterator[Column]:
    """Return every column that is encrypted."""
    for model in apps.get_models():
        yield from ((model, field) for field in model._meta.local_concrete_fields if isinstance(field, HiddenField))


def stored() -> Iterator[str]:
    """Return every value as it lies in the database."""
    for model, field in columns():
        yield from (text for _, text in _as_it_lies(model, field))
    for data in Authenticator.objects.values_list("data", flat=True):
        yield from (data[name] for name in SECRETS if data.get(name))


def _as_it_lies(model: type[models.Model], field: HiddenField) -> Iterator[tuple[int, str]]:
    quoted: Callable[[str], str] = connection.ops.quote_name
    with connection.cursor() as cursor:
        table, column = quoted(model._meta.db_table), quoted(str(field.column))
        cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> '' ORDER BY id")  # noqa: S608 - our own names
        yield from cursor.fetchall()


def _turn_column(model: type[models.Model], field: HiddenField) -> int:
    found: list[Any] = list(model._base_manager.exclude(**{field.attname: ""}).only("pk", field.attname))
    for begin in range(0, len(found), PIECE):
        model._base_manager.bulk_update(found[begin : begin + PIECE], [field.attname])
    return len(found)


def _turn_factors() -> int:
    done = 0
    for one in Authenticator.objects.select_for_update():
        held = [name for name in SECRETS if one.data.get(name)]
        for name in held:
            one.data[name] = hide(shown(one.data[name]))
        if held:
            one.save(update_fields=["data"])
            done += len(held)
    return done
