"""What the judge of the office's verdicts thinks of a finding, by which the queue may be ordered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0006_rule_number")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="opinion",
            field=models.FloatField(default=0, help_text="of the judge trained on the office's verdicts: above 0 it would be taken up; 0 where none was asked"),
        ),
    ]
