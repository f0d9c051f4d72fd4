"""What acts change is noted by the acts themselves, beside what was sealed before them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0023_counted_by_holder"),
    ]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="noted",
            field=models.TextField(blank=True, default="", help_text="what changed since it was sealed, as the node noted it (`record.noted`)"),
        ),
    ]
