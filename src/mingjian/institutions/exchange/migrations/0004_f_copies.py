"""Copies that know their way: which version is followed, what was corrected, and until when a record is kept."""

from typing import Any

from django.db import migrations, models
from django.utils.timezone import localtime

import mingjian.office.models.hidden


def set_last_days(apps: Any, schema_editor: Any) -> None:
    """Count the last day of each record that came before, from the day on which it came and the months of its clause."""
    from mingjian.core.law.periods import same_day_later

    held = apps.get_model("exchange", "HeldRecord")
    for row in held.objects.filter(keep_until=None).only("received_at", "release").iterator(chunk_size=1000):
        months = row.release.get("keep_months") if isinstance(row.release, dict) else None
        if isinstance(months, int) and 0 < months <= 1200:
            held.objects.filter(pk=row.pk).update(keep_until=same_day_later(localtime(row.received_at).date(), months))


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_passed_on")]

    operations = [
        migrations.AddField(
            "recordversion",
            "follows",
            models.PositiveIntegerField(default=0, help_text="of what rests on another node's record: the version of that record which it follows"),
        ),
        migrations.AlterField(
            "copy",
            "passed_on",
            models.JSONField(default=list, help_text="to which nodes it says that it passed the content on, and how it stands there: see services.onward"),
        ),
        migrations.AddField(
            "heldrecord",
            "before",
            mingjian.office.models.hidden.HiddenJSONField(
                default=dict, help_text="of fields corrected since the clue was made of it: what they said until then"
            ),
        ),
        migrations.AddField(
            "heldrecord",
            "is_correction_open",
            models.BooleanField(default=False, help_text="corrected, and the clue that was made of it not yet"),
        ),
        migrations.AddField(
            "heldrecord",
            "keep_until",
            models.DateField(blank=True, db_index=True, help_text="the last day on which it may be kept; none where the clause sets none", null=True),
        ),
        migrations.AlterField(
            "heldrecord",
            "state",
            models.CharField(
                choices=[
                    ("held", "Received"),
                    ("taken_up", "Taken up"),
                    ("declined", "Declined"),
                    ("answered", "Answered"),
                    ("recalled", "Recalled: to be answered"),
                    ("expired", "Keep period ended: to be answered"),
                    ("erased", "Erased"),
                    ("stopped", "No longer used"),
                    ("kept", "Kept, with a ground"),
                ],
                default="held",
                max_length=16,
            ),
        ),
        migrations.RunPython(set_last_days, migrations.RunPython.noop, elidable=True),
    ]
