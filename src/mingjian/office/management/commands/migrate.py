"""
Bring the tables up to date: those of an empty database are made as the models are now, any other goes along the migrations as Django does it.

Along some hundred migrations a new node took fifteen seconds of computing, for a history that it never had. Both ways make the same tables, which a test holds
on both databases. What a migration does besides tables (a trigger, a function of the database) is done here, too, in its order: every `RunPython` of ours that
is not `elidable`, as Django calls what may be left out where there is no data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections, router, transaction
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now

from mingjian.office.models import Entry
from mingjian.office.record.change_notes import note_of_tables
from mingjian.office.record.entries import enter
from mingjian.office.record.written import Written

OURS = "mingjian."
#: Options by which somebody asks for one migration, or for none to be done.
OTHERWISE = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    """Django's `migrate`, and a short way for an empty database."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring a database up to date."""
        connection = connections[options["database"]]
        connection.prepare_database()
        if any(options.get(name) for name in OTHERWISE) or connection.introspection.table_names():
            with _noting(connection, is_whole=not any(options.get(name) for name in OTHERWISE)):
                super().handle(*args, **options)
        else:
            _make_as_now(connection, options)


@contextmanager
def _noting(connection: Any, *, is_whole: bool) -> Iterator[None]:
    """
    Enter that migrations changed rows, and note what in them, once all are done: an audit would take it for somebody's meddling.

    Where only some migrations were asked for the tables are not those of this version, and nothing can be noted.
    """
    written: Written = connection.written
    written.is_kept = is_whole
    try:
        yield
        if is_whole and not written.is_empty and Entry.objects.exists():
            with transaction.atomic():
                note_of_tables(written, enter("tables_changed", at=now()).index)
    finally:
        written.is_kept = False
        written.clear()


def _make_as_now(connection: Any, options: dict[str, Any]) -> None:
    """Make every table, whatever migrations do besides, and the note that all of them are done, in one transaction: a node killed in it begins anew."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    told: list[Any] = [options["verbosity"], options["interactive"], connection.alias]
    emit_pre_migrate_signal(*told, apps=apps, plan=plan)
    with connection.schema_editor() as editor:
        for model in _models(connection.alias, executor, with_others=options["run_syncdb"]):
            editor.create_model(model)
        editor.create_model(MigrationRecorder.Migration)
        ours = (operation for migration, _ in plan if migration.__module__.startswith(OURS) for operation in migration.operations)
        for one in ours:
            if isinstance(one, RunPython) and not one.elidable:
                one.code(apps, editor)  # type: ignore[arg-type]  # they ask for no model of the past
        MigrationRecorder(connection).migration_qs.bulk_create(
            MigrationRecorder.Migration(app=label, name=name) for label, name in sorted(executor.loader.disk_migrations)
        )
    emit_post_migrate_signal(*told, apps=apps, plan=plan)


def _models(database: str, executor: MigrationExecutor, *, with_others: bool) -> list[Any]:
    """Return the models that have tables: of apps with migrations, and of the others where they are asked for."""
    labels = executor.loader.migrated_apps | (executor.loader.unmigrated_apps if with_others else set())
    found = (one for one in apps.get_app_configs() if one.models_module is not None and one.label in labels)
    return [model for one in found for model in router.get_migratable_models(one, database) if model._meta.managed and not model._meta.proxy]
