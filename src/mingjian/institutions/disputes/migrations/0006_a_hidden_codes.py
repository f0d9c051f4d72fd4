"""The codes by which people come back lay in clear: whoever read the database opened every receipt. They are encrypted, and found by a hash."""

from typing import Any

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import encrypt_rows


def encrypt(apps: Any, schema_editor: Any) -> None:
    for name in ("ConsumerReceipt",):
        model = apps.get_model("disputes", name)
        encrypt_rows(model, "code")
        for row in model.objects.only("pk", "code").iterator():
            row.save(update_fields=["code_key"])
    if schema_editor.connection.vendor == "postgresql":
        # Rows written twice have foreign keys to be checked at the end, and no index is made on their table before: check them now.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("disputes", "0005_c_consumers"),
    ]

    operations = [
        migrations.AddField(
            model_name="consumerreceipt",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code"),
        ),
        migrations.AlterField(
            model_name="consumerreceipt",
            name="code",
            field=mingjian.office.models.hidden.HiddenField(help_text="unguessable; the officer sends it to the consumer", max_length=40),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="consumerreceipt",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code", unique=True),
        ),
    ]
