"""What departments said that headings of their files mean."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clues", "0007_kits_say_what_they_are"),
        ("office", "0014_operators"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownHeading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("theirs", models.CharField(help_text="the heading as it stood", max_length=200)),
                ("ours", models.CharField(help_text="the column of a clue", max_length=60)),
                ("department", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="office.department")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("department", "theirs"), name="heading_once_a_department")],
            },
        ),
    ]
