"""What lies in the database, read as a thief of it would."""

from django.db import connection


def everything_stored() -> str:
    """Return every value of every table as it lies in the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our tables
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)
