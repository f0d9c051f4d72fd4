"""What was sealed out of a buyer's kit before files were marked holds personal data, too; so do the same bytes wherever an officer sealed them again."""

from hashlib import sha256
from typing import Any, ClassVar

from django.db import migrations


def mark(apps: Any, schema: object) -> None:
    files, items = apps.get_model("office", "SealedFile").objects, apps.get_model("evidence", "Item").objects
    for clue in apps.get_model("clues", "Clue").objects.filter(kit__isnull=False).select_related("kit").iterator():
        brought = {sha256(clue.kit.story.encode()).hexdigest(), *items.filter(kit=clue.kit_id).values_list("sha256", flat=True)}
        files.filter(sha256__in=brought).update(is_personal=True)
        files.filter(sha256__in=brought, dossier=clue.dossier_id).update(came_from=f"kit/{clue.kit_id}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clues", "0005_filled"), ("evidence", "0004_readings_of_the_office"), ("office", "0009_readings")]
    operations: ClassVar = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
