from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_encrypted_columns")]

    operations = [
        migrations.AddField(
            "copy",
            "passed_on",
            models.JSONField(default=list, help_text="to which nodes it says that it passed the content on: to, number, on"),
        ),
    ]
