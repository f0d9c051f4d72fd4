"""How far the ledger was read for whose turn it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tidings", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="reach",
            name="read_to",
            field=models.BigIntegerField(blank=True, help_text="index of the first entry that was not read for whose turn it is", null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="cause",
            field=models.CharField(help_text="digest, alarm, handed, turn, mention, trial", max_length=12),
        ),
    ]
