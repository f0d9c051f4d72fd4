from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Links as platforms share them carry a thousand characters of tracking."""

    dependencies: ClassVar = [("disputes", "0002_doors")]
    operations: ClassVar = [migrations.AlterField("complaint", "listing_url", models.CharField(max_length=2000, blank=True))]
