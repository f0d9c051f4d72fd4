from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Results of before keep their ground behind a colon: a row that was sealed is not written anew."""

    dependencies: ClassVar = [("clues", "0010_counted")]
    operations: ClassVar = [
        migrations.AddField("clue", "result_ground", models.CharField(blank=True, help_text="a key of the paper that says why, or where to", max_length=40)),
        migrations.AlterField(
            "clue", "result", models.CharField(blank=True, help_text="a key of RESULTS; of before, with a colon and its ground", max_length=40)
        ),
    ]
