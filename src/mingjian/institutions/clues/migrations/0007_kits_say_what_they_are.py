"""Let kits that were taken up before say so themselves: evidence does not look into clues."""

from typing import Any, ClassVar

from django.db import migrations


def say(apps: Any, schema: object) -> None:
    for clue in apps.get_model("clues", "Clue").objects.filter(kit__isnull=False).select_related("kit", "dossier").iterator():
        clue.kit.taken_up_as = clue.dossier.number
        clue.kit.save(update_fields=["taken_up_as"])


class Migration(migrations.Migration):
    dependencies: ClassVar = [("clues", "0006_files_of_kits"), ("evidence", "0006_taken_up_as")]
    operations: ClassVar = [migrations.RunPython(say, migrations.RunPython.noop, elidable=True)]
