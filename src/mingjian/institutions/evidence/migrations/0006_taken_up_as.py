"""Let a kit say in which dossier it is followed: evidence does not look into clues."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("evidence", "0005_kit_number")]
    operations: ClassVar = [
        migrations.AddField("kit", "taken_up_as", models.CharField(blank=True, help_text="number of the dossier that it is followed in", max_length=40)),
    ]
