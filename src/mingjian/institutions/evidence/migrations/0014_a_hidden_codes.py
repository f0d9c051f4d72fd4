"""The codes by which people come back lay in clear: whoever read the database opened every receipt. They are encrypted, and found by a hash."""

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import codes_encrypted


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0013_encrypted_columns"),
    ]

    operations = [
        migrations.AddField(
            model_name="kit",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code"),
        ),
        migrations.AlterField(
            model_name="kit",
            name="code",
            field=mingjian.office.models.hidden.HiddenField(help_text="unguessable; the buyer keeps it", max_length=40),
        ),
        migrations.AddField(
            model_name="shortcode",
            name="code_key",
            field=mingjian.office.models.hidden.LookupField(default="", editable=False, help_text="finds the code", max_length=64, of="code"),
        ),
        migrations.AlterField(
            model_name="shortcode",
            name="code",
            field=mingjian.office.models.hidden.HiddenField(max_length=8),
        ),
        migrations.RunPython(codes_encrypted("evidence", "Kit", "ShortCode"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="kit",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code", unique=True),
        ),
        migrations.AlterField(
            model_name="shortcode",
            name="code_key",
            field=mingjian.office.models.hidden.LookupField(default="", editable=False, help_text="finds the code", max_length=64, of="code", unique=True),
        ),
    ]
