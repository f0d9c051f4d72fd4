"""Personal values that lay plainly are encrypted; what they say, and so what the ledger seals, stays."""

from typing import Any

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import encrypt_rows


def encrypt(apps: Any, schema_editor: Any) -> None:
    encrypt_rows(apps.get_model("office", "Proposal"), "papers")


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0024_noted_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="papers",
            field=mingjian.office.models.hidden.HiddenJSONField(default=dict, max_length=1000000),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
