"""The shop of a finding, so that further findings of the same shop are found; of those stored before, where the shop itself is the subject."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def tell_shops(apps: Any, schema_editor: Any) -> None:
    finding = apps.get_model("monitoring", "Finding")
    finding.objects.filter(subject_kind="shop").update(shop=F("subject"))


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0004_spared"),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="shop",
            field=models.CharField(
                blank=True,
                default="",
                help_text="platform/id of the one shop that it is about; empty where there are several or none",
                max_length=200,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["shop", "department", "status"], name="finding_of_shop"),
        ),
        migrations.RunPython(tell_shops, migrations.RunPython.noop, elidable=True),
    ]
