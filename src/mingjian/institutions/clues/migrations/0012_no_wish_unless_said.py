from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Whoever says nothing of secrecy asked for none; what is on file stays as it was written."""

    dependencies: ClassVar = [("clues", "0011_result_ground")]
    operations: ClassVar = [migrations.AlterField("reporter", "wants_secrecy", models.BooleanField(default=False))]
