"""Django's backend for SQLite, with what the transaction writes noted."""

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as PlainOperations

from mingjian.office.record.written import NotesCompilers, NotesTransactions


class DatabaseOperations(NotesCompilers, PlainOperations):
    """Statements whose rows are noted."""


class DatabaseWrapper(NotesTransactions, base.DatabaseWrapper):
    """A connection that notes what each transaction writes, before it commits."""

    ops_class = DatabaseOperations
