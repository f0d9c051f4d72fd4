from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0006_docket"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["department", "is_closed", "procedure", "state_text", "-moved_at"], name="dossier_awaiting"),
        ),
    ]
