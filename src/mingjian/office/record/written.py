"""
What the transaction under way has written to rows that an audit holds, and which things its entries name: kept in memory, noted before the commit.

Every statement of the ORM that inserts, updates or deletes passes a compiler of the database's backend (`office.databases`). There the first value of each
column that is about to be changed is read, so that a column which merely was written back as it stood is not taken for a change. What somebody writes past
this process is not noted, and is not sealed by anybody.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.db.models.query import QuerySet
from django.db.models.sql import Query

RowPlace = tuple[str, int]  # label of a model, key of a row
COMPILERS = ("SQLInsertCompiler", "SQLUpdateCompiler", "SQLDeleteCompiler")


@dataclass
class Written:
    """Rows made, changed (the first value of each column) and deleted, their owners, and the things that entries name, each with the entry's index."""

    made: list[Model] = field(default_factory=list)
    changed: dict[RowPlace, dict[str, Any]] = field(default_factory=dict)
    deleted: set[RowPlace] = field(default_factory=set)
    owners: dict[RowPlace, int] = field(default_factory=dict)
    unkeyed: list[tuple[type[Model], set[int], set[int]]] = field(default_factory=list)
    touched: list[tuple[str, int, int]] = field(default_factory=list)
    savepoints: dict[str, int] = field(default_factory=dict)
    is_kept: bool = False  # beyond the transaction: migrations change rows in many, and the tables are those of today only after the last

    @property
    def is_empty(self) -> bool:
        """Return whether no row was written."""
        return not (self.made or self.changed or self.deleted or self.unkeyed)

    def change(self, place: RowPlace, owner: int | None, before: dict[str, Any]) -> None:
        """Keep what columns held before the first statement that writes to them."""
        known = self.changed.setdefault(place, {})
        for column, value in before.items():
            known.setdefault(column, value)
        if owner is not None:
            self.owners.setdefault(place, owner)

    def delete(self, place: RowPlace, owner: int | None) -> None:
        """Keep that a row goes."""
        self.deleted.add(place)
        if owner is not None:
            self.owners.setdefault(place, owner)

    def begin_savepoint(self, name: str) -> None:
        """Keep how many things were named before a savepoint."""
        self.savepoints[name] = len(self.touched)

    def roll_back_to(self, name: str) -> None:
        """Forget what entries named that are rolled back; rows that are rolled back are as they were, and need no forgetting."""
        del self.touched[self.savepoints.get(name, 0) :]

    def clear(self) -> None:
        """Forget all."""
        for kept in (self.made, self.changed, self.deleted, self.owners, self.unkeyed, self.touched, self.savepoints):
            kept.clear()


_BEFORE_COMMIT: list[Callable[[Written], None]] = []


def before_commit(do: Callable[[Written], None]) -> None:
    """Let something be done before a commit with what the transaction has written; whoever does it needs the models, which this module is loaded before."""
    _BEFORE_COMMIT.append(do)


class NotesTransactions:
    """What a connection does besides: it notes what was written before the commit, and forgets it with a rollback."""

    written: Written

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written = Written()

    def commit(self) -> None:
        """Note what was written in the transaction that this ends, or end it with nothing written."""
        if self.written.touched:
            try:
                for do in _BEFORE_COMMIT:
                    do(self.written)
            except BaseException:
                self.rollback()
                raise
        if not self.written.is_kept:
            self.written.clear()
        super().commit()  # type: ignore[misc]

    def rollback(self) -> None:
        """Forget what is rolled back."""
        self.written.clear()
        super().rollback()  # type: ignore[misc]

    def close(self) -> None:
        """Forget what was never committed."""
        self.written.clear()
        super().close()  # type: ignore[misc]

    def _savepoint(self, sid: str) -> None:
        self.written.begin_savepoint(sid)
        super()._savepoint(sid)  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        self.written.roll_back_to(sid)
        super()._savepoint_rollback(sid)  # type: ignore[misc]


def written_here() -> Written:
    """Return what the transaction under way in this thread has written."""
    return cast(NotesTransactions, connection).written


class NotesCompilers:
    """What the operations of a backend do besides: they compile statements that write with the compilers below."""

    def compiler(self, compiler_name: str) -> type:
        """Return the compiler of this name, which notes what it writes where it writes."""
        plain: type = super().compiler(compiler_name)  # type: ignore[misc]
        return _noting(compiler_name, plain) if compiler_name in COMPILERS else plain


@cache
def _noting(name: str, plain: type) -> type:
    return type(name, (_NOTING[name], plain), {})


class _Insert:
    query: Any
    connection: Any

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        model = held(self.query.get_meta().label)
        if model is None or not self.connection.in_atomic_block or is_in_bulk(model):
            return super().execute_sql(*args, **kwargs)  # type: ignore[misc]
        written: Written = self.connection.written
        if (
            self.query.on_conflict and (owner := owner_column(model)) and self.query.model is model
        ):  # the database gives no keys then: look for them among the owners' rows
            owners = {getattr(one, owner) for one in self.query.objs}
            there = set(model._base_manager.filter(**{f"{owner}__in": owners}).values_list("pk", flat=True))
            written.unkeyed.append((model, owners, there))
        else:
            written.made.extend(self.query.objs)
        return super().execute_sql(*args, **kwargs)  # type: ignore[misc]


class _Update:
    query: Any
    connection: Any
    using: str

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        model = held(self.query.get_meta().label)
        if model is not None and self.connection.in_atomic_block:
            columns = [one.attname for one, _, _ in self.query.values if one.attname in held_columns(model)]
            for key, owner, before in _rows(self, model, columns) if columns else ():
                self.connection.written.change((model._meta.label, key), owner, before)
        return super().execute_sql(*args, **kwargs)  # type: ignore[misc]


class _Delete:
    query: Any
    connection: Any
    using: str

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        model = held(self.query.get_meta().label)
        if model is not None and self.connection.in_atomic_block:
            for key, owner, _ in list(_rows(self, model, [])):
                self.connection.written.delete((model._meta.label, key), owner)
        return super().execute_sql(*args, **kwargs)  # type: ignore[misc]


_NOTING: dict[str, type] = {"SQLInsertCompiler": _Insert, "SQLUpdateCompiler": _Update, "SQLDeleteCompiler": _Delete}


def _rows(compiler: Any, model: type[Model], columns: list[str]) -> Iterator[tuple[int, int | None, dict[str, Any]]]:
    """Read the rows that a statement is about to write to, locked as it will lock them: key, key of the owner, and what these columns hold."""
    query = compiler.query.chain(klass=Query)
    query.clear_ordering(force=True)
    query.select = ()
    rows: QuerySet[Any] = QuerySet(model=compiler.query.model, query=query, using=compiler.using)
    if query.group_by is not None or query.distinct or len(query.alias_map) > 1:  # which cannot be locked
        rows = QuerySet(model=compiler.query.model, using=compiler.using).filter(pk__in=rows.values("pk"))
    if compiler.connection.features.has_select_for_no_key_update:
        rows = rows.select_for_update(of=("self",), no_key=True)
    there = {one.attname for one in compiler.query.model._meta.concrete_fields}  # of a migration's model, which may lack columns of today
    owner = owner_column(model) if owner_column(model) in there else ""
    names = [*columns, *([owner] if owner and owner not in columns else [])]
    for key, *values in rows.values_list("pk", *names):
        told = dict(zip(names, values, strict=True))
        yield key, told[owner] if owner else None, {name: told[name] for name in columns}


@cache
def held(label: str) -> type[Model] | None:
    """Return the model of this label as this version has it, if an audit holds its rows; rows of a migration are held as those of the model of today."""
    from mingjian.office.record.rows import drifting, is_thing, owner_field

    try:
        model = found = cast("type[Model]", apps.get_model(label))
    except LookupError:
        return None
    if not model.__module__.startswith("mingjian.") or "*" in drifting(model):
        return None
    while (owner := owner_field(model)) is not None:
        model = owner.related_model
        if "*" in drifting(model):
            return None
    return found if is_thing(model) else None


@cache
def is_in_bulk(model: type[Model]) -> bool:
    """Return whether rows of a model are made many at once: each is held from the first entry that names it, as it then stands."""
    from mingjian.office.institution import institutions

    return any(model._meta.label in one.in_bulk for one in institutions())


@cache
def held_columns(model: type[Model]) -> frozenset[str]:
    """Name the columns of a model that an audit holds."""
    from mingjian.office.record.rows import drifting

    return frozenset(one.attname for one in model._meta.concrete_fields) - drifting(model)


@cache
def owner_column(model: type[Model]) -> str:
    """Name the column by which a row belongs to another; nothing where it is a thing itself."""
    from mingjian.office.record.rows import owner_field

    owner = owner_field(model)
    return owner.attname if owner is not None else ""
