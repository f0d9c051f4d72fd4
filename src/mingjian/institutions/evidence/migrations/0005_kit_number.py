"""Assign kits a file number, which the ledger names them by; those of before get theirs in the order in which they were opened."""

from typing import Any, ClassVar

from django.db import migrations, models
from django.utils.timezone import localtime

TOLD = "its file number, which the ledger names it by"


def give(apps: Any, schema: object) -> None:
    heads = apps.get_model("office", "FileNumber").objects
    for kit in apps.get_model("evidence", "Kit").objects.order_by("opened_at", "pk").iterator():
        head, _ = heads.get_or_create(head=f"K{localtime(kit.opened_at).year}-")
        head.last += 1
        head.save()
        kit.number = f"{head.head}{head.last:07d}"
        kit.save(update_fields=["number"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evidence", "0004_readings_of_the_office"), ("office", "0011_department_code")]
    operations: ClassVar = [
        migrations.AddField("kit", "number", models.CharField(default="", max_length=40)),
        migrations.RunPython(give, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("kit", "number", models.CharField(help_text=TOLD, max_length=40, unique=True)),
    ]
