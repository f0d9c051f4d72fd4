"""Consent to passing a record on is a word of its owner, asked and given over the exchange."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_f_letters")]

    operations = [
        migrations.AddField(
            "copy",
            "consents",
            models.JSONField(default=list, help_text="to which nodes its holder asked to pass it on, and what was answered: see services.consents"),
        ),
        migrations.AddField("copy", "is_consent_open", models.BooleanField(default=False, help_text="its holder asked to pass it on, and has no answer yet")),
        migrations.AddField(
            "heldrecord",
            "consents",
            models.JSONField(default=list, help_text="to which nodes its owner was asked to let it go on, and what was answered: see services.consents"),
        ),
    ]
