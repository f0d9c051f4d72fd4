from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0008_short_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="kit",
            name="erased_at",
            field=models.DateTimeField(blank=True, help_text="its files and what was told went, their hashes are in the ledger", null=True),
        ),
    ]
