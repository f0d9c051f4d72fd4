"""What Prometheus scrapes, in its text format: requests, conditions, disk, sweep, ledger, jobs, alarms, backups, peers, as they stand when asked."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version

from django.conf import settings
from django.db.models import Count
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from mingjian.office.institution import Measure, parts
from mingjian.office.jobs.models import Job
from mingjian.office.node import certificates
from mingjian.office.node.alarms import alarms_now
from mingjian.office.node.conditions import LEVELS, QUICK, backups, certificate, looked_at, sizes_of_ledger
from mingjian.office.node.models import Pulse
from mingjian.office.node.requests import counted


class NodeMetrics(Collector):
    """Gauges of one instant, and requests as all processes of the console counted them: any number of processes answer alike."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        """Return what requests came to, the conditions, and where the database answers, what it tells."""
        yield from counted()
        found = looked_at((*QUICK, backups, certificate), self.at)
        levels = GaugeMetricFamily("mingjian_condition", "How a part of the node is: 0 well, 1 near, 2 bad.", labels=["name"])
        for one in found:
            levels.add_metric([one.name], LEVELS.index(one.level))
        yield levels
        disk = shutil.disk_usage(settings.HOME)
        yield GaugeMetricFamily("mingjian_disk_free_bytes", "Free where the home lies.", value=disk.free)
        yield GaugeMetricFamily("mingjian_disk_bytes", "Size of the disk where the home lies.", value=disk.total)
        yield from _of_certificate()
        version_of = InfoMetricFamily("mingjian_version", "Which version runs.")
        version_of.add_metric([], {"version": version("mingjian")})
        yield version_of
        if found[0].level == LEVELS[0]:
            yield from self._of_database()

    def _of_database(self) -> Iterator[Metric]:
        size, signed = sizes_of_ledger()
        yield GaugeMetricFamily("mingjian_ledger_entries", "Entries of the ledger.", value=size)
        yield GaugeMetricFamily("mingjian_ledger_signed", "Entries that a checkpoint signs.", value=signed)
        yield GaugeMetricFamily("mingjian_alarms_open", "Alarms that have not ended.", value=len(alarms_now()))
        pulses = GaugeMetricFamily("mingjian_last_success_timestamp_seconds", "When work of the node last went well.", labels=["name"])
        for name, well_at in Pulse.objects.values_list("name", "well_at"):
            if well_at:
                pulses.add_metric([name], well_at.timestamp())
        yield pulses
        jobs = GaugeMetricFamily("mingjian_jobs", "Jobs by state.", labels=["state"])
        for state, count in Job.objects.order_by().values_list("state").annotate(Count("pk")):
            jobs.add_metric([state], count)
        yield jobs
        oldest = Job.objects.filter(state=Job.State.QUEUED, run_after__lte=self.at).order_by("run_after").values_list("run_after", flat=True).first()
        waited = (self.at - oldest).total_seconds() if oldest else 0
        ended = Job.objects.filter(ended_at__gt=self.at - timedelta(days=1), state=Job.State.FAILED).count()
        yield GaugeMetricFamily("mingjian_jobs_failed_day", "Jobs that failed within a day.", value=ended)
        yield GaugeMetricFamily("mingjian_job_oldest_seconds", "How long the job has waited that has waited longest.", value=waited)
        for body in parts("measures"):
            yield from (_of_institution(one) for one in body(self.at))


def _of_certificate() -> Iterator[Metric]:
    """Return until when the proxy's certificate holds; nothing where the settings name none, or it cannot be read."""
    try:
        found = certificates.certificate()
    except (OSError, ValueError):
        return
    if found is not None:
        yield GaugeMetricFamily("mingjian_certificate_end_timestamp_seconds", "When the proxy's certificate ends.", value=found.ends_at.timestamp())


def _of_institution(told: Measure) -> GaugeMetricFamily:
    """Return what an institution tells as a gauge."""
    gauge = GaugeMetricFamily(told.name, told.help, labels=[told.label])
    for value, figure in told.values.items():
        gauge.add_metric([value], figure)
    return gauge


def exposed(at: datetime) -> bytes:
    """Return everything in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(NodeMetrics(at))
    return generate_latest(registry)
