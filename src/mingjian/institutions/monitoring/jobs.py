"""Jobs of monitoring, where the office looks for them: those of runs and those of rules."""

from mingjian.institutions.monitoring.rules import jobs as of_rules
from mingjian.institutions.monitoring.runs import jobs as of_runs

__all__ = ["of_rules", "of_runs"]
