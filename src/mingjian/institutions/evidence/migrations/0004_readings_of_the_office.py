"""A reading is the office's, since the files of a dossier are opened by one, too: those given for kits go over and hold until their time is over."""

from typing import Any, ClassVar

from django.db import migrations


def hand_over(apps: Any, schema: object) -> None:
    read = apps.get_model("office", "Reading")
    for one in apps.get_model("evidence", "Reading").objects.order_by("pk").iterator():
        read.objects.create(of=f"kit/{one.kit_id}", officer_id=one.officer_id, purpose=one.purpose, ground=one.ground, until=one.until)


def take_back(apps: Any, schema: object) -> None:
    read = apps.get_model("evidence", "Reading")
    given = apps.get_model("office", "Reading").objects.filter(of__startswith="kit/").order_by("pk")
    for one in given.iterator():
        read.objects.create(kit_id=int(one.of.removeprefix("kit/")), officer_id=one.officer_id, purpose=one.purpose, ground=one.ground, until=one.until)
    given.delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evidence", "0003_confirmation"), ("office", "0009_readings")]
    operations: ClassVar = [migrations.RunPython(hand_over, take_back, elidable=True), migrations.DeleteModel("Reading")]
