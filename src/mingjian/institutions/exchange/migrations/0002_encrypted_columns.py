"""Personal values that lay plainly are encrypted; what they say, and so what the ledger seals, stays."""

from typing import Any

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import encrypt_rows


def encrypt(apps: Any, schema_editor: Any) -> None:
    encrypt_rows(apps.get_model("exchange", "RecordVersion"), "values")
    encrypt_rows(apps.get_model("exchange", "HeldRecord"), "values")
    encrypt_rows(apps.get_model("exchange", "Outgoing"), "item", "asked")


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="heldrecord",
            name="values",
            field=mingjian.office.models.hidden.HiddenJSONField(default=dict, max_length=1000000),
        ),
        migrations.AlterField(
            model_name="outgoing",
            name="asked",
            field=mingjian.office.models.hidden.HiddenJSONField(default=dict, max_length=1000000),
        ),
        migrations.AlterField(
            model_name="outgoing",
            name="item",
            field=mingjian.office.models.hidden.HiddenJSONField(default=dict, help_text="what is said, for all but records", max_length=1000000),
        ),
        migrations.AlterField(
            model_name="recordversion",
            name="values",
            field=mingjian.office.models.hidden.HiddenJSONField(default=dict, max_length=1000000),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
