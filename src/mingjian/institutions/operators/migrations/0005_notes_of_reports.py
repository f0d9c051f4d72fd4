from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """What is to be said of how a report was read stands apart from the columns that it lacks; and a workbook may name its sheet."""

    dependencies: ClassVar = [("operators", "0004_encrypted_columns")]
    operations: ClassVar = [
        migrations.AddField(
            "report",
            "sheet",
            models.CharField(blank=True, default="", help_text="of a workbook, the one to examine; empty for that which is recognised", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            "report",
            "notes",
            models.JSONField(blank=True, default=list, help_text="what a person must know of how the file was read: pairs of Chinese and English"),
        ),
    ]
