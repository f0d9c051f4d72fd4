from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0013_run_purpose"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="remarks",
            field=models.JSONField(default=list, help_text="what it could not judge for want of data: pairs of zh and en"),
        ),
        migrations.AlterField(
            model_name="run",
            name="digest",
            field=models.CharField(
                help_text="SHA-256 over detector, version, settings and what was read: a run is not stored twice", max_length=64, unique=True
            ),
        ),
    ]
