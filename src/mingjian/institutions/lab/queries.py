"""Questions about experiments, each starting from what the officer may see."""

from django.db.models import Count, Q, QuerySet

from mingjian.core.errors import NotFound, NotPermitted, StepRefused
from mingjian.core.language import Text
from mingjian.core.policy.experiment import Experiment as Asked
from mingjian.core.policy.experiment import experiment_of
from mingjian.institutions.lab.models import Experiment, Run
from mingjian.office.models import Officer
from mingjian.office.people.permissions import departments_in_view, is_of_authority, require


def experiments_visible_to(officer: Officer) -> QuerySet[Experiment]:
    """Return the experiments of the departments in view, the newest first; those who work for no authority, or may not read them, are refused."""
    if not is_of_authority(officer):
        raise NotPermitted("政策实验只供行政机关查看。", "The policy lab is for authorities.")
    require(officer, "lab.read_experiments")
    counted = {"registered_runs": Count("runs", filter=Q(runs__is_registered=True)), "explorations": Count("runs", filter=Q(runs__is_registered=False))}
    found = Experiment.objects.filter(department__in=departments_in_view(officer))
    return found.select_related("department", "written_by", "registered_by").annotate(**counted)


def experiment_visible_to(officer: Officer, number: str) -> Experiment:
    """Return one by its number; one that the officer may not see does not exist for them."""
    found = experiments_visible_to(officer).filter(number=number).first()
    if found is None:
        raise NotFound(f"没有政策实验 {number}。", f"There is no experiment {number}.")
    return found


def run_visible_to(officer: Officer, pk: int) -> Run:
    """Return one run of an experiment that the officer may see."""
    found = Run.objects.filter(pk=pk, experiment__in=experiments_visible_to(officer).values("pk")).select_related("experiment", "by").first()
    if found is None:
        raise NotFound(f"没有运行 {pk}。", f"There is no run {pk}.")
    return found


def require_registered(number: str, asked: Asked) -> Experiment:
    """Return the registration of an experiment. Raises StepRefused where it is another by now, and says what changed."""
    found = Experiment.objects.filter(number=number, state=Experiment.State.REGISTERED).first()
    if found is None:
        raise NotFound(f"没有已登记的政策实验 {number}。", f"No experiment is registered as {number}.")
    why = changed(found, asked)
    if why is not None:
        raise StepRefused(why.zh, why.en)
    return found


def changed(registered: Experiment, asked: Asked) -> Text | None:
    """Return what of an experiment differs from what was registered; nothing where it is the same on the same model."""
    if asked.digest == registered.digest:
        return None
    was = experiment_of(registered.text).told
    names = sorted(name for name in {*was, *asked.told} if was.get(name) != asked.told.get(name))
    if names:
        zh, en = "、".join(names), ", ".join(names)
        return Text(
            f"与登记的 {registered.number} 不同：{zh}。请另行登记。", f"It differs from what was registered as {registered.number}: {en}. Register it anew."
        )
    return Text(
        f"{registered.number} 登记后模型的程序已改变，请重新登记后再运行。",
        f"The model's code has changed since {registered.number} was registered: register it anew before it runs.",
    )
