"""Personal values that lay plainly are encrypted; what they say, and so what the ledger seals, stays."""

from typing import Any

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import encrypt_rows


def encrypt(apps: Any, schema_editor: Any) -> None:
    encrypt_rows(apps.get_model("notices", "Right"), "identity")
    encrypt_rows(apps.get_model("notices", "Notice"), "facts")
    encrypt_rows(apps.get_model("notices", "Addition"), "name", "note")


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0004_right_pictures"),
    ]

    operations = [
        migrations.AlterField(
            model_name="addition",
            name="name",
            field=mingjian.office.models.hidden.HiddenField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="addition",
            name="note",
            field=mingjian.office.models.hidden.HiddenField(max_length=1000000),
        ),
        migrations.AlterField(
            model_name="notice",
            name="facts",
            field=mingjian.office.models.hidden.HiddenField(help_text="preliminary evidence, in words; shown masked", max_length=1000000),
        ),
        migrations.AlterField(
            model_name="right",
            name="identity",
            field=mingjian.office.models.hidden.HiddenField(help_text="true identity, with how to reach them: personal", max_length=300),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
