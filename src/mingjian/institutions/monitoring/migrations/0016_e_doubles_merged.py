"""
Findings get a name that outlives their sentence, and old doubles are merged: of what one department was told of a thing, one stays and the rest refer to it.

What was decided goes before what waits. Nothing is deleted. Findings of one thing that wait at several departments keep waiting at each; one of them is revised
by later runs.
"""

import hashlib
import json
from itertools import groupby
from typing import Any, ClassVar

from django.db import migrations

COMES_BACK = 0.15
BATCH = 500
#: As `Department.is_authority` had it when this was written.
NO_AUTHORITIES = {"platform", "courier", "right_holder", "operator"}
COLUMNS = ("pk", "detector", "subject_kind", "subject", "department", "status", "score", "run__department", "run__department__kind", "region_is_known")


def name_findings(apps: Any, schema_editor: Any) -> None:
    """Name one finding of each thing, and take its doubles at the same department off the list."""
    finding = apps.get_model("monitoring", "Finding")
    rows = finding.objects.exclude(detector__startswith="rule/").order_by("detector", "subject_kind", "subject", "pk").values(*COLUMNS)
    waiting: list[tuple[int, str, bool]] = []
    for _, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: (row["detector"], row["subject_kind"], row["subject"])):
        waiting += _named(list(group))
        if len(waiting) >= BATCH:
            _write(finding, waiting)
            waiting = []
    _write(finding, waiting)


def _named(group: list[dict[str, Any]]) -> list[tuple[int, str, bool]]:
    told = []
    scopes: dict[str, list[dict[str, Any]]] = {}
    for row in group:
        kind = row["run__department__kind"]
        scopes.setdefault(f"{kind}/{row['run__department']}" if kind in NO_AUTHORITIES else kind, []).append(row)
    for scope, rows in scopes.items():
        name = hashlib.sha256(json.dumps([rows[0]["detector"], scope, rows[0]["subject_kind"], rows[0]["subject"]], ensure_ascii=False).encode()).hexdigest()
        keeper = _standing(rows)["pk"]
        told.append((keeper, name, False))
        for department in {row["department"] for row in rows}:
            of_it = [row for row in rows if row["department"] == department]
            stays = _standing(of_it)
            told += [(row["pk"], "", True) for row in of_it if row["pk"] != stays["pk"] and row["status"] in ("new", "spared") and row["pk"] != keeper]
    return told


def _standing(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the one that stands for all: taken up; what waits, where it says clearly more than what was set aside; set aside; what waits, the newest."""
    aside = max((row["score"] for row in rows if row["status"] == "set_aside"), default=2.0)

    def rank(row: dict[str, Any]) -> tuple[int, bool, int]:
        if row["status"] == "new" and row["score"] >= aside + COMES_BACK:
            return 3, row["region_is_known"], row["pk"]
        return {"taken_up": 4, "set_aside": 2, "new": 1}.get(row["status"], 0), row["region_is_known"], row["pk"]

    return max(rows, key=rank)


def _write(finding: Any, told: list[tuple[int, str, bool]]) -> None:
    held = finding.objects.in_bulk([key for key, _, _ in told])
    changed = []
    for key, name, is_merged in told:
        one = held[key]
        one.name = name or one.name
        if is_merged:
            one.status, one.gone_why, one.gone_at = "gone", "merged", one.found_at
        changed.append(one)
    finding.objects.bulk_update(changed, ["name", "status", "gone_why", "gone_at"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("monitoring", "0015_e_finding_names"), ("office", "0026_awaiting_rows")]

    operations: ClassVar = [migrations.RunPython(name_findings, migrations.RunPython.noop, elidable=True)]
