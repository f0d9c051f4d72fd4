"""Assign departments a code that holds on every node; those of before get one of this node's."""

from typing import Any, ClassVar

from django.db import migrations, models

from mingjian.office.models.names import new_code
from mingjian.office.models.people import is_code

TOLD = "holds on every node: the body's credit code, or what this node calls it"


def give(apps: Any, schema: object) -> None:
    for department in apps.get_model("office", "Department").objects.order_by("pk").iterator():
        department.code = new_code()
        department.save(update_fields=["code"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0010_search_kinds")]
    operations: ClassVar = [
        migrations.AddField("department", "code", models.CharField(default="", max_length=200)),
        migrations.RunPython(give, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("department", "code", models.CharField(default=new_code, help_text=TOLD, max_length=200, unique=True, validators=[is_code])),
    ]
