"""How a run of an experiment is asked for."""

from mingjian.core.language import Text
from mingjian.institutions.lab.models import Experiment
from mingjian.office.jobs.kinds import Order
from mingjian.office.models import Officer


def order(experiment: Experiment, by: Officer) -> Order:
    """Ask for a run of an experiment."""
    return Order({"experiment": experiment.number}, Text(experiment.title_zh, experiment.title_en), by, f"run_experiment/{experiment.number}")
