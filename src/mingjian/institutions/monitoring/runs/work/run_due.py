"""Run the detectors that have not read what the lake holds now."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings as node

from mingjian.core.detectors import Detector, Value, detectors
from mingjian.core.engines.factory import open_engine
from mingjian.core.screening.picture_view import Pictures
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.institutions.monitoring.models import Run
from mingjian.institutions.monitoring.runs.services.pictures import pictures_of_node, sight_of_run
from mingjian.institutions.monitoring.runs.services.purposes import ROUTINE
from mingjian.institutions.monitoring.runs.work.run_detector import digest_of, judge_of, run_detector, settings_of
from mingjian.office.models import Officer


def due(by: Officer, pictures: Path | None = None) -> list[Detector]:
    """
    Return the detectors that find their records in the lake, and whose last run for authorities of the officer's kind has not seen all of them.

    `pictures` is a folder of pictures in place of the node's. It is looked through once, however many detectors see it.
    """
    lake, seen = lake_of_node(), pictures_of_node(pictures)
    held, loads = lake.kinds(), lake.loads()
    able = [described for described, _ in detectors().values() if not described.lacks(held)]
    digests = {digest_of(described, _told(described, seen), loads, by.department): described for described in able}
    ran = set(Run.objects.filter(digest__in=digests).values_list("digest", flat=True))
    return [described for digest, described in digests.items() if digest not in ran]


def _told(described: Detector, pictures: Pictures) -> dict[str, Value]:
    """Return the settings that a run has where nobody sets any, with what it would see of the pictures."""
    settings = settings_of(described, {})
    return {**settings, **sight_of_run(described, settings, pictures).told, **judge_of(described, settings)}


def run_due(
    keys: Collection[str],
    *,
    by: Officer,
    at: datetime,
    clock: Callable[[], datetime],
    engine: str = "",
    pictures: Path | None = None,
    is_by_night: bool = False,
    purpose: str = ROUTINE,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Run]:
    """
    Run those of the detectors named that are due, or every one that is where none is named; give the runs. `pictures` as of `due`; `progress` of a run.

    `engine` is the node's (`MINGJIAN_ENGINE`) unless one is named.
    """
    engine = engine or node.ENGINE
    chosen = [described for described in due(by, pictures) if not keys or described.key in keys]
    runs = []
    for described in chosen:
        with open_engine(engine, url=node.SPARK, scratch=node.SPARK_SCRATCH) as opened:
            how: dict[str, Any] = {
                "engine_name": engine,
                "clock": clock,
                "pictures": pictures,
                "is_by_night": is_by_night,
                "purpose": purpose,
                "progress": progress,
            }
            made = run_detector(described.key, by=by, at=at, engine=opened, **how)
            runs.append(made)
    return runs
