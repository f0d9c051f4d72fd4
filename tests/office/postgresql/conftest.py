"""These need PostgreSQL: `make test` runs the office's tests on it, too."""

from django.db import connection

collect_ignore_glob = [] if connection.vendor == "postgresql" else ["test_*.py"]
