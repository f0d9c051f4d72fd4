from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Links as platforms share them carry a thousand characters of tracking."""

    dependencies: ClassVar = [("clues", "0012_no_wish_unless_said")]
    operations: ClassVar = [
        migrations.AlterField("clue", "shop_url", models.CharField(max_length=2000, blank=True)),
        migrations.AlterField("clue", "listing_url", models.CharField(max_length=2000, blank=True)),
    ]
