"""Personal values that lay plainly are encrypted; what they say, and so what the ledger seals, stays."""

from typing import Any

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import encrypt_rows


def encrypt(apps: Any, schema_editor: Any) -> None:
    encrypt_rows(apps.get_model("evidence", "Kit"), "story")
    encrypt_rows(apps.get_model("evidence", "Item"), "name", "note")
    encrypt_rows(apps.get_model("evidence", "Remark"), "text")


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0012_held_short_codes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="name",
            field=mingjian.office.models.hidden.HiddenField(help_text="of the file, as its sender named it; shown masked", max_length=200),
        ),
        migrations.AlterField(
            model_name="item",
            name="note",
            field=mingjian.office.models.hidden.HiddenField(blank=True, help_text="a time code, what is to be seen; shown masked", max_length=300),
        ),
        migrations.AlterField(
            model_name="kit",
            name="story",
            field=mingjian.office.models.hidden.HiddenField(help_text="in the buyer's words; shown masked", max_length=1000000),
        ),
        migrations.AlterField(
            model_name="remark",
            name="text",
            field=mingjian.office.models.hidden.HiddenField(max_length=1000000),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
