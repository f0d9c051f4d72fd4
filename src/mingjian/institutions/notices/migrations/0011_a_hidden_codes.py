"""The codes by which people come back lay in clear: whoever read the database opened every receipt. They are encrypted, and found by a hash."""

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import codes_encrypted


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0010_c_regimes"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="code",
            field=mingjian.office.models.hidden.HiddenField(help_text="unguessable; the sender keeps it", max_length=40),
        ),
        migrations.AddField(
            model_name="right",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code"),
        ),
        migrations.AlterField(
            model_name="right",
            name="code",
            field=mingjian.office.models.hidden.HiddenField(help_text="unguessable; the holder keeps it", max_length=40),
        ),
        migrations.AddField(
            model_name="operatorreceipt",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code"),
        ),
        migrations.AlterField(
            model_name="operatorreceipt",
            name="code",
            field=mingjian.office.models.hidden.HiddenField(help_text="unguessable; the platform sends it to the operator", max_length=40),
        ),
        migrations.RunPython(codes_encrypted("notices", "Notice", "Right", "OperatorReceipt"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="notice",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code", unique=True),
        ),
        migrations.AlterField(
            model_name="right",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code", unique=True),
        ),
        migrations.AlterField(
            model_name="operatorreceipt",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code", unique=True),
        ),
    ]
