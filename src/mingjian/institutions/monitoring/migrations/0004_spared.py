from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("monitoring", "0003_rules")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="finding",
            name="status",
            field=models.CharField(
                choices=[("new", "New"), ("taken_up", "Taken up"), ("set_aside", "Set aside"), ("spared", "Known-good shop")], default="new", max_length=12
            ),
        ),
    ]
