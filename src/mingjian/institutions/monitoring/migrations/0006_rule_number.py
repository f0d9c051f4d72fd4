"""Assign rules a file number, which the ledger names them by; those of before get theirs in the order in which they were written."""

from typing import Any, ClassVar

from django.db import migrations, models
from django.utils.timezone import localtime

TOLD = "its file number, which the ledger names it by"


def give(apps: Any, schema: object) -> None:
    heads = apps.get_model("office", "FileNumber").objects
    for rule in apps.get_model("monitoring", "Watch").objects.order_by("written_at", "pk").iterator():
        head, _ = heads.get_or_create(head=f"R{localtime(rule.written_at).year}-")
        head.last += 1
        head.save()
        rule.number = f"{head.head}{head.last:07d}"
        rule.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("monitoring", "0005_finding_shop"), ("office", "0011_department_code")]
    operations: ClassVar = [
        migrations.AddField("watch", "number", models.CharField(default="", max_length=40)),
        migrations.RunPython(give, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("watch", "number", models.CharField(help_text=TOLD, max_length=40, unique=True)),
    ]
