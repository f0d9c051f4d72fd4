"""A short code belongs to its kit, so that an audit holds it; the table stays as it is."""

from django.db import migrations, models
from django.db.models.deletion import CASCADE


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0011_remarks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="shortcode",
            name="kit",
            field=models.OneToOneField(on_delete=CASCADE, related_name="short", to="evidence.kit"),
        ),
    ]
