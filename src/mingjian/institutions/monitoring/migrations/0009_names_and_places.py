"""What a finding is called and where its operator is, as records told when it was found; its place in a list that mixes detectors."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0008_rules_by_their_name"),
        ("office", "0014_operators"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="region",
            field=models.CharField(blank=True, help_text="GB/T 2260 of where most of its operators are; empty where no record tells", max_length=6),
        ),
        migrations.AddField(
            model_name="finding",
            name="shop_count",
            field=models.PositiveIntegerField(default=0, help_text="how many shops it names"),
        ),
        migrations.AddField(
            model_name="finding",
            name="shop_name",
            field=models.CharField(blank=True, help_text="what its shop, or the first of several, was called when it was found", max_length=120),
        ),
        migrations.AddField(
            model_name="finding",
            name="turn",
            field=models.PositiveIntegerField(default=0, help_text="its place among its detector's findings of one run, so that a list can mix detectors"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["department", "status", "turn", "-score", "id"], name="finding_mixed"),
        ),
    ]
