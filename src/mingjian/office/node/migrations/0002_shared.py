"""Values that all processes of the node share. Sessions of before, whose keys lay in the database as they are in cookies, end."""

from typing import Any

from django.db import migrations, models


def end_sessions(apps: Any, schema_editor: Any) -> None:
    apps.get_model("sessions", "Session").objects.all().delete()
    apps.get_model("usersessions", "UserSession").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("node", "0001_initial"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shared",
            fields=[
                (
                    "key",
                    models.CharField(
                        help_text="keyed hash of what the value is called: no name and no address", max_length=64, primary_key=True, serialize=False
                    ),
                ),
                ("value", models.TextField(help_text="JSON")),
                (
                    "until",
                    models.FloatField(blank=True, db_index=True, help_text="seconds since 1970 at which it expires; none: never", null=True),
                ),
            ],
        ),
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
    ]
