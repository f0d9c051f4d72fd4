"""Personal values that lay plainly are encrypted; what they say, and so what the ledger seals, stays."""

from typing import Any

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import encrypt_rows


def encrypt(apps: Any, schema_editor: Any) -> None:
    encrypt_rows(apps.get_model("documents", "Document"), "values")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="values",
            field=mingjian.office.models.hidden.HiddenJSONField(
                default=dict, help_text="what was filled in, by the names of the form's values", max_length=1000000
            ),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
    ]
