"""Mark the seats of departments that do not hold the dossier."""

from typing import Any, ClassVar

from django.db import migrations, models
from django.db.models import F, Q


def mark(apps: Any, schema: object) -> None:
    seats = apps.get_model("office", "Seat").objects
    seats.filter(pk__in=seats.exclude(department=F("dossier__department")).values("pk")).update(is_beside=True)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("office", "0018_counted")]
    operations: ClassVar = [
        migrations.AddField("seat", "is_beside", models.BooleanField(default=False, help_text="another department holds the dossier; kept up as it moves")),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex("seat", models.Index(condition=Q(is_beside=True), fields=["department", "dossier"], name="seat_beside")),
        migrations.AddIndex("deadline", models.Index(condition=Q(closed_at__isnull=True), fields=["obliged_kind", "obliged"], name="deadline_open_of_others")),
    ]
