from typing import ClassVar

from django.db import migrations, models

import mingjian.institutions.operators.models


class Migration(migrations.Migration):
    """Links of before keep the name that the ledger knows them by, and have no code."""

    dependencies: ClassVar = [("operators", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField(
            "link", "code", models.CharField(blank=True, default="", help_text="names it beyond this database; empty for one of before", max_length=12)
        ),
        migrations.AlterField(
            "link",
            "code",
            models.CharField(
                blank=True,
                default=mingjian.institutions.operators.models.new_link_code,
                help_text="names it beyond this database; empty for one of before",
                max_length=12,
            ),
        ),
    ]
