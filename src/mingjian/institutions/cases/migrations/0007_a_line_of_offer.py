"""Note of a line of an amount ledger which offer of the matter it counts. Lines of before, and those of no offer in particular, have none."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

TOLD = "the offer of the matter that it counts; empty: none in particular"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0006_paid"), ("matters", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField(
            "amountline",
            "offer",
            models.ForeignKey(blank=True, help_text=TOLD, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="matters.offer"),
        ),
    ]
