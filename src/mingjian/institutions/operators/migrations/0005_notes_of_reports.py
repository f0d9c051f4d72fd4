from typing import Any, ClassVar

from django.db import migrations, models


def split_lacking(apps: Any, _editor: Any) -> None:
    """Move what is to be said of a report out of the columns that its file lacks: both lay in `lacking`, columns as texts and notes as pairs."""
    for report in apps.get_model("operators", "Report").objects.exclude(lacking=[]).iterator():
        notes = [entry for entry in report.lacking if not isinstance(entry, str)]
        if notes:
            report.lacking = [entry for entry in report.lacking if isinstance(entry, str)]
            report.notes = [*report.notes, *notes]
            report.save(update_fields=["lacking", "notes"])


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
        migrations.RunPython(split_lacking, migrations.RunPython.noop, elidable=True),
    ]
