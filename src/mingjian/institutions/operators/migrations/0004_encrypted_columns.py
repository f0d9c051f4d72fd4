"""Personal values that lay plainly are encrypted; what they say, and so what the ledger seals, stays."""

from typing import Any

from django.conf import settings
from django.db import migrations, models

import mingjian.office.models.hidden
from mingjian.office.models.hidden import encrypt_rows


def encrypt(apps: Any, schema_editor: Any) -> None:
    encrypt_rows(apps.get_model("operators", "Subject"), "name")
    encrypt_rows(apps.get_model("operators", "Link"), "value")
    for link in apps.get_model("operators", "Link").objects.only("pk", "value").iterator():
        link.save(update_fields=["value_key"])
    if schema_editor.connection.vendor == "postgresql":
        # Rows written twice have foreign keys to be checked at the end, and no index is made on their table before: check them now.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0023_counted_by_holder"),
        ("operators", "0003_proofs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="link",
            name="a_link_once_a_source",
        ),
        migrations.RemoveIndex(
            model_name="link",
            name="link_of_value",
        ),
        migrations.AddField(
            model_name="link",
            name="value_key",
            field=mingjian.office.models.hidden.LookupField(default="", editable=False, help_text="finds equal values", max_length=64, of="value"),
        ),
        migrations.AlterField(
            model_name="link",
            name="value",
            field=mingjian.office.models.hidden.HiddenField(max_length=300),
        ),
        migrations.AlterField(
            model_name="subject",
            name="name",
            field=mingjian.office.models.hidden.HiddenField(help_text="as registered or answered; of a person shown masked", max_length=200),
        ),
        migrations.RunPython(encrypt, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["kind", "value_key"], name="link_of_value"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("subject", "kind", "value_key", "source"), name="a_link_once_a_source"),
        ),
    ]
