"""Letters have one due day at both ends, and are answered in parts, extended and refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_f_copies")]

    operations = [
        migrations.AddField("sharedrecord", "is_part", models.BooleanField(default=False, help_text="an answer after which more is to come")),
        migrations.AddField(
            "copy",
            "heard",
            models.JSONField(default=list, help_text="what was said of a letter before it was answered: see services.heard"),
        ),
        migrations.AddField("copy", "due", models.DateField(blank=True, help_text="the last day for an answer, as both ends have it", null=True)),
        migrations.AddField(
            "heldrecord", "due", models.DateField(blank=True, db_index=True, help_text="the last day for an answer, as both ends have it", null=True)
        ),
        migrations.AddField("heldrecord", "settled_at", models.DateTimeField(blank=True, help_text="when a letter was answered whole, or refused", null=True)),
    ]
