from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

from mingjian.office.models.hidden import HiddenJSONField


class Migration(migrations.Migration):
    """The number under which a hotline keeps a complaint, and what stood there before its second list."""

    dependencies: ClassVar = [("disputes", "0003_longer_links")]
    operations: ClassVar = [
        migrations.AddField("complaint", "hotline", models.CharField(max_length=20, blank=True, help_text="whose list it came in: 12315, 12345")),
        migrations.AddField("complaint", "original_number", models.CharField(max_length=80, blank=True, help_text="its number there")),
        migrations.AddField("complaint", "earlier", HiddenJSONField(default=list, blank=True, help_text="what its fields said before later lists")),
        migrations.AddConstraint(
            "complaint",
            models.UniqueConstraint(fields=["hotline", "original_number"], condition=~Q(original_number=""), name="one_complaint_a_hotline_number"),
        ),
    ]
