"""A file of an erasure belongs to its receipt, so that an audit holds it; the table stays as it is."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="erasedfile",
            name="erasure",
            field=models.ForeignKey(on_delete=CASCADE, related_name="files", to="retention.erasure"),
        ),
    ]
