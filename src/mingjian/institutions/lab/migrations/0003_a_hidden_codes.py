"""The codes by which people come back lay in clear: whoever read the database opened every receipt. They are encrypted, and found by a hash."""

from django.db import migrations

import mingjian.office.models.hidden
from mingjian.office.models.hidden import codes_encrypted


class Migration(migrations.Migration):
    dependencies = [
        ("lab", "0002_sb_consultations"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code"),
        ),
        migrations.AlterField(
            model_name="comment",
            name="code",
            field=mingjian.office.models.hidden.HiddenField(help_text="by which whoever wrote it comes back", max_length=40),
        ),
        migrations.RunPython(codes_encrypted("lab", "Comment"), migrations.RunPython.noop),
        migrations.AlterField(
            model_name="comment",
            name="code_key",
            field=mingjian.office.models.hidden.CodeKeyField(default="", editable=False, help_text="finds the code", max_length=64, of="code", unique=True),
        ),
    ]
